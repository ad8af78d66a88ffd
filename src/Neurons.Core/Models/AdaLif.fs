namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron with an adaptation that is subtracted from its current:
///
///     v1 = v + dt·τ_mem_inv·((v_leak − v) + i − b)
///     z  = fire (v1 − v_th)
///     v' = v1 − z (v_th − v_reset)
///     b' = b − dt·τ_adapt_inv·b + z β
///     i' = i − dt·τ_syn_inv·i + x
///
/// or with x added to i first (before integration). Source: Norse, `ada_lif_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module AdaLif =
    type Parameters<'a> = {
        TauSynInv: 'a
        TauMemInv: 'a
        VLeak: 'a
        VTh: 'a
        VReset: 'a
        TauAdaptInv: 'a
        Beta: 'a
    }

    type State<'a> = { V: 'a; I: 'a; B: 'a }

    type Options = CubaLif.Options

    /// dt 1 ms, jump after integration, superspike with α = 100, a spike above the threshold; the gradient of the reset includes the spike.
    let options: Options = { CubaLif.options with DetachReset = false }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let struct (i, jumped) = Jump.apply o.Jump s.I x
        let v = s.V + o.Dt * p.TauMemInv * ((p.VLeak - s.V) + i - s.B)
        let i = jumped (i - o.Dt * p.TauSynInv * i)
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = detachIf o.DetachReset z
        let b = s.B - o.Dt * p.TauAdaptInv * s.B + reset * p.Beta
        struct (z, { V = v - reset * (p.VTh - p.VReset); I = i; B = b })

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = {
        TauSynInv = Lsnn.quantities.TauSynInv
        TauMemInv = Lsnn.quantities.TauMemInv
        VLeak = Lsnn.quantities.VLeak
        VTh = Lsnn.quantities.VTh
        VReset = Quantity.create 0.0 "" Interval.all "what a spike subtracts is how far this lies below the threshold"
        TauAdaptInv =
            Quantity.create
                (1.0 / 800.0)
                ""
                Interval.positive
                "inverse time constant of the adaptation; it is multiplied by dt"
        Beta = Quantity.create 1.8 "" Interval.all "rise of the adaptation per spike"
    }

    let model = {
        Name = "AdaLif"
        Summary = "leaky integrate-and-fire neuron with an adaptation current"
        Source = "Norse, ada_lif_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Quantity.state "" "membrane potential"
            Quantity.state "" "synaptic current"
            Quantity.state "" "adaptation current"
        ]
        Presets = [ Preset.norse007 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak; I = Constant 0.0; B = Constant 0.0 }
        Constraints =
            fun o p -> [
                Rule.stableEuler "TauSynInv" o.Dt p.TauSynInv
                Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv
                Rule.stableEuler "TauAdaptInv" o.Dt p.TauAdaptInv
            ]
        Invariants = [ RestsWithoutInput; With("Beta", 0.0, Below("V", "VTh")); SlowedBy "Beta" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
