namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron of network simulators with exponential postsynaptic currents ("CUBA"):
///
///     g_x += x at the start of a step, x ∈ {excitatory, inhibitory};  u = V_rest + R·current
///     V ← u + a_e g_e + a_i g_i + P_m (V − u), a_x = R τ_x/(τ_x − τ_m) (P_x − P_m)      exact
///     V ← w + P_m (V − w), w = u + R (g_e + g_i)                                        exponential Euler
///     g_x ← P_x g_x, P_x = e^{−dt/τ_x};  z = fire (V − V_th), V ← V_reset where z, and for τ_ref from there on
///
/// Source: Brian2; Vogels & Abbott 2005; Brette et al. 2007. NEST's iaf_psc_exp is the exact one.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module PscExpLif =
    type Parameters<'a> = {
        R: 'a
        Tau: 'a
        TauE: 'a
        TauI: 'a
        VTh: 'a
        VReset: 'a
        VRest: 'a
        TauRef: 'a
    }

    type State<'a> = { V: 'a; Ge: 'a; Gi: 'a; SinceSpike: 'a }

    type Options = {
        /// Time step in ms.
        Dt: float
        Integrator: Integrator
        /// Whether there is an input of inhibition, `inhibitory`, beside `excitatory`.
        Inhibition: bool
        /// Whether there is a further input, `current`, beside those of the synapses.
        Current: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 0.1 ms, exact, excitation alone, a spike above the threshold.
    let options = {
        Dt = 0.1
        Integrator = Integrator.Exact
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
        let decay = Expr.Exp(-(o.Dt / p.Tau))

        let free =
            match o.Integrator with
            | Integrator.ExponentialEuler ->
                let target = rest + p.R * (ge + gi)
                target + decay * (s.V - target)
            | Integrator.Exact ->
                // τ_x/(τ_x − τ_m) (P_x − P_m), also where the time constants are equal
                let reach (tau: Expr) = p.R * (o.Dt / p.Tau) * decay * Expr.Exprel(o.Dt / p.Tau - o.Dt / tau)
                rest + reach p.TauE * ge + reach p.TauI * gi + decay * (s.V - rest)

        let struct (z, v, since) = NetworkLif.finish membrane p.TauRef p.VTh p.VReset s.SinceSpike s.V free

        let next = {
            V = v
            Ge = Synapse.decayed o.Dt p.TauE ge
            Gi = Synapse.decayed o.Dt p.TauI gi
            SinceSpike = since
        }

        struct (z, next)

    /// In ms and mV; a current is in what R turns into mV.
    let quantities: Parameters<Quantity> = {
        R = NetworkLif.resistance
        Tau = NetworkLif.tau 20.0
        TauE = NetworkLif.synaptic 5.0 "time constant of excitation"
        TauI = NetworkLif.synaptic 10.0 "time constant of inhibition"
        VTh = Voltage.threshold -50.0
        VReset = Voltage.resetPotential -60.0
        VRest = Voltage.restingPotential -60.0
        TauRef = NetworkLif.refractory 5.0
    }

    let model = {
        Name = "PscExpLif"
        Summary = "leaky integrate-and-fire neuron of network simulators with exponential postsynaptic currents"
        Source = "Brian2; Vogels & Abbott 2005; Brette et al. 2007"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            NetworkLif.membrane
            Quantity.state "" "excitatory current"
            Quantity.state "" "inhibitory current"
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
