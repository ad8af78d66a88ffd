namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron with an adaptive threshold, of long short-term memory in spiking networks:
///
///     v1 = v + dt·τ_mem_inv·((v_leak − v) + i)
///     i1 = i − dt·τ_syn_inv·i
///     b1 = b + dt·τ_adapt_inv·(v_th − b)
///     z  = fire (v1 − b1)
///     v' = v1 where z = 0, v_reset where z = 1
///     b' = b1 + z β
///     i' = i1 + x
///
/// or with x added to i first (before integration). Source: Norse, `lsnn_feed_forward_step`; Bellec et al. 2018.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Lsnn =
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

    /// dt 1 ms, jump after integration, superspike with α = 100, a spike above the threshold.
    let options: Options = CubaLif.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let struct (i, jumped) = Jump.apply o.Jump s.I x
        let v = s.V + o.Dt * p.TauMemInv * ((p.VLeak - s.V) + i)
        let i = jumped (i - o.Dt * p.TauSynInv * i)
        let b = s.B + o.Dt * p.TauAdaptInv * (p.VTh - s.B)
        let z = fire o.Comparison o.Surrogate (v - b)
        let reset = detachIf o.DetachReset z
        struct (z, { V = blend reset v p.VReset; I = i; B = b + reset * p.Beta })

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = {
        TauSynInv = CubaLif.quantities.TauSynInv
        TauMemInv = CubaLif.quantities.TauMemInv
        VLeak = CubaLif.quantities.VLeak
        VTh = CubaLif.quantities.VTh
        VReset = CubaLif.quantities.VReset
        TauAdaptInv =
            Quantity.create
                (1.0 / 800.0)
                ""
                Interval.positive
                "inverse time constant of the threshold; it is multiplied by dt"
        Beta = Quantity.create 1.8 "" Interval.all "rise of the threshold per spike"
    }

    let model = {
        Name = "Lsnn"
        Summary = "leaky integrate-and-fire neuron with an adaptive threshold"
        Source = "Norse, lsnn_feed_forward_step; Bellec et al. 2018"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Quantity.state "" "membrane potential"
            Quantity.state "" "synaptic current"
            Quantity.state "" "threshold"
        ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak; I = Constant 0.0; B = p.VTh }
        Constraints =
            fun o p -> [
                Rule.stableEuler "TauSynInv" o.Dt p.TauSynInv
                Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv
                Rule.stableEuler "TauAdaptInv" o.Dt p.TauAdaptInv
            ]
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset"); SlowedBy "Beta" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
