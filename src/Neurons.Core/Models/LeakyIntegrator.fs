namespace Neurons

open System.Numerics.Tensors

/// A leaky integrator with an exponential synapse, the readout of a network: its output is the membrane potential.
///
///     v' = v + dt·τ_mem_inv·(v_leak − v + i)
///     i' = i (1 − dt·τ_syn_inv)
///
/// where the input enters i before (the default) or after these. Source: Norse, `li_feed_forward_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LeakyIntegrator =
    type Parameters<'a> = { TauSynInv: 'a; TauMemInv: 'a; VLeak: 'a }

    type State<'a> = { V: 'a; I: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
        Jump: Jump
    }

    /// dt 1 ms, jump before integration.
    let options = { Dt = 0.001; Jump = BeforeIntegration }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let struct (i, jumped) = Jump.apply o.Jump s.I x
        let v = s.V + o.Dt * p.TauMemInv * (p.VLeak - s.V + i)
        let i = jumped (i - o.Dt * p.TauSynInv * i)
        struct (v, { V = v; I = i })

    let quantities: Parameters<Quantity> = {
        TauSynInv = Quantity.create 200.0 "1/s" Interval.positive "inverse time constant of the synaptic current"
        TauMemInv = Quantity.create 100.0 "1/s" Interval.positive "inverse time constant of the membrane"
        VLeak = Quantity.create 0.0 "" Interval.all "leak potential"
    }

    let model = {
        Name = "LeakyIntegrator"
        Summary = "leaky integrator with an exponential synapse, a readout"
        Source = "Norse, li_feed_forward_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential"; Quantity.state "" "synaptic current" ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak; I = Constant 0.0 }
        Constraints =
            fun o p -> [ Rule.stableEuler "TauSynInv" o.Dt p.TauSynInv; Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
        Invariants = [ RestsWithoutInput ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// An integrator with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the potential and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all potentials and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
