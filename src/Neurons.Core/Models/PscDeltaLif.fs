namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron of network simulators whose potential jumps where a spike arrives:
///
///     V += synaptic at the start of a step; lost in the step after a spike and in a refractory neuron
///     V ← u + e^{−dt/τ} (V − u), u = V_rest + R·current                  exact
///     z = fire (V − V_th), V ← V_reset where z, and for τ_ref from there on
///
/// Source: Brian2; Brunel 2000. NEST's iaf_psc_delta is the same.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module PscDeltaLif =
    type Parameters<'a> = { R: 'a; Tau: 'a; VTh: 'a; VReset: 'a; VRest: 'a; TauRef: 'a }

    type State<'a> = { V: 'a; SinceSpike: 'a }

    type Options = {
        /// Time step in ms.
        Dt: float
        /// Whether there is a further input, `current`, beside that of the synapses.
        Current: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 0.1 ms, a spike above the threshold.
    let options = {
        Dt = 0.1
        Current = false
        Surrogate = Voltage.soft.Surrogate
        Comparison = Greater
        DetachReset = false
    }

    let internal inputs (o: Options) = NetworkLif.inputs o.Current [ "synaptic" ]

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (inputs: Expr list) =
        let membrane = NetworkLif.membraneOptions o.Dt o.Surrogate o.Comparison o.DetachReset
        let rest = p.VRest + p.R * NetworkLif.current o.Current inputs
        let held = where (NetworkLif.isClosed o.Dt p.TauRef s.SinceSpike) s.V (s.V + inputs[0])
        let free = rest + Expr.Exp(-(o.Dt / p.Tau)) * (held - rest)
        let struct (z, v, since) = NetworkLif.finish membrane p.TauRef p.VTh p.VReset s.SinceSpike held free
        struct (z, { V = v; SinceSpike = since })

    /// In ms and mV; a current is in what R turns into mV.
    let quantities: Parameters<Quantity> = {
        R = NetworkLif.resistance
        Tau = NetworkLif.tau 20.0
        VTh = Voltage.threshold 20.0
        VReset = Voltage.resetPotential 10.0
        VRest = Voltage.restingPotential 0.0
        TauRef = NetworkLif.refractory 2.0
    }

    let model = {
        Name = "PscDeltaLif"
        Summary = "leaky integrate-and-fire neuron of network simulators whose potential jumps where a spike arrives"
        Source = "Brian2; Brunel 2000"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ NetworkLif.membrane; Refractory.state ]
        Presets = NetworkLif.brian { options with Current = true } quantities
        Inputs = inputs
        Spikes = true
        Step = equations
        Initial = fun _ p -> { V = p.VRest; SinceSpike = Refractory.initial }
        Constraints = fun o p -> [ Voltage.ordered "VTh" p.VTh p.VReset; Refractory.countable o.Dt p.TauRef ]
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset"); SilentFor "TauRef" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
