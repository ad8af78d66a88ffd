namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron of network simulators with exponential postsynaptic conductances ("COBA"), which are multiples of the
/// leak conductance:
///
///     g_x += x at the start of a step, x ∈ {excitatory, inhibitory};  g = 1 + g_e + g_i
///     τ V̇ = V_rest − V + g_e (E_e − V) + g_i (E_i − V) + R·current      exponential Euler: conductances are held over the step
///     g_x ← g_x e^{−dt/τ_x};  z = fire (V − V_th), V ← V_reset where z, and for τ_ref from there on
///
/// Source: Brian2; Vogels & Abbott 2005; Brette et al. 2007.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CondExpLif =
    type Parameters<'a> = {
        R: 'a
        Tau: 'a
        TauE: 'a
        TauI: 'a
        EE: 'a
        EI: 'a
        VTh: 'a
        VReset: 'a
        VRest: 'a
        TauRef: 'a
    }

    type State<'a> = { V: 'a; Ge: 'a; Gi: 'a; SinceSpike: 'a }

    type Options = {
        /// Time step in ms.
        Dt: float
        /// Whether there is an input of inhibition, `inhibitory`, beside `excitatory`.
        Inhibition: bool
        /// Whether there is a further input, `current`, beside those of the synapses.
        Current: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 0.1 ms, excitation alone, a spike above the threshold.
    let options = {
        Dt = 0.1
        Inhibition = false
        Current = false
        Surrogate = Voltage.soft.Surrogate
        Comparison = Greater
        DetachReset = false
    }

    let internal inputs (o: Options) = NetworkLif.synapses o.Inhibition o.Current

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (inputs: Expr list) =
        let membrane = NetworkLif.membraneOptions o.Dt o.Surrogate o.Comparison o.DetachReset
        let ge = s.Ge + inputs[0]
        let gi = if o.Inhibition then s.Gi + inputs[1] else s.Gi
        let rest = p.VRest + p.R * NetworkLif.current o.Current inputs

        let drift = {
            Force = rest - s.V + ge * (p.EE - s.V) + gi * (p.EI - s.V)
            Slope = -(1.0 + ge + gi)
        }

        // negative jumps can make the conductance negative, and the potential run away
        let free = Upswing.integrate (o.Dt / p.Tau) s.V drift
        let struct (z, v, since) = NetworkLif.finish membrane p.TauRef p.VTh p.VReset s.SinceSpike s.V free

        let next = {
            V = v
            Ge = Synapse.decayed o.Dt p.TauE ge
            Gi = Synapse.decayed o.Dt p.TauI gi
            SinceSpike = since
        }

        struct (z, next)

    /// In ms and mV; conductances in those of the leak, a current in what R turns into mV.
    let quantities: Parameters<Quantity> = {
        R = NetworkLif.resistance
        Tau = NetworkLif.tau 20.0
        TauE = NetworkLif.synaptic 5.0 "time constant of excitation"
        TauI = NetworkLif.synaptic 10.0 "time constant of inhibition"
        EE = Voltage.potential 0.0 "reversal potential of excitation"
        EI = Voltage.potential -80.0 "reversal potential of inhibition"
        VTh = Voltage.threshold -50.0
        VReset = Voltage.resetPotential -60.0
        VRest = Voltage.restingPotential -60.0
        TauRef = NetworkLif.refractory 5.0
    }

    let model = {
        Name = "CondExpLif"
        Summary = "leaky integrate-and-fire neuron of network simulators with exponential postsynaptic conductances"
        Source = "Brian2; Vogels & Abbott 2005; Brette et al. 2007"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            NetworkLif.membrane
            Quantity.state "" "excitatory conductance over that of the leak"
            Quantity.state "" "inhibitory conductance over that of the leak"
            Refractory.state
        ]
        Presets = NetworkLif.brian { options with Inhibition = true; Current = true } quantities
        Inputs = inputs
        Spikes = true
        Step = equations
        Initial =
            fun _ p -> {
                V = p.VRest
                Ge = Constant 0.0
                Gi = Constant 0.0
                SinceSpike = Refractory.initial
            }
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
