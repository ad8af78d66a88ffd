namespace Neurons

open System.Numerics.Tensors

/// The current-based exponential integrate-and-fire neuron:
///
///     i1 = i + x
///     v1 = v + dt·τ_mem_inv·(v_leak − v + Δ_T e^{(v − v_th)/Δ_T} + i1)
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0, v_reset where z = 1
///     i' = i1 − dt·τ_syn_inv·i1
///
/// or with x added to i' instead (after integration). Source: Norse, `lif_ex_feed_forward_step`; Fourcaud-Trocmé et al. 2003.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CubaExpIf =
    type Parameters<'a> = { TauSynInv: 'a; TauMemInv: 'a; VLeak: 'a; VTh: 'a; VReset: 'a; DeltaT: 'a }

    type State<'a> = { V: 'a; I: 'a }

    type Options = CubaLif.Options

    /// dt 1 ms, jump before integration, superspike with α = 100, a spike above the threshold.
    let options: Options = { CubaLif.options with Jump = BeforeIntegration }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let struct (i, jumped) = Jump.apply o.Jump s.I x
        let force = Upswing.limitedExponential p.VLeak p.VTh p.DeltaT s.V + i
        let v = s.V + o.Dt * p.TauMemInv * force
        let i = jumped (i - o.Dt * p.TauSynInv * i)
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = detachIf o.DetachReset z
        struct (z, { V = blend reset v p.VReset; I = i })

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = {
        TauSynInv = CubaLif.quantities.TauSynInv
        TauMemInv = CubaLif.quantities.TauMemInv
        VLeak = CubaLif.quantities.VLeak
        VTh = CubaLif.quantities.VTh
        VReset = CubaLif.quantities.VReset
        DeltaT = Quantity.create 0.5 "" Interval.positive "sharpness of the upswing"
    }

    let model = {
        Name = "CubaExpIf"
        Summary = "current-based exponential integrate-and-fire neuron"
        Source = "Norse, lif_ex_feed_forward_step; Fourcaud-Trocmé et al. 2003"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential"; Quantity.state "" "synaptic current" ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak; I = Constant 0.0 }
        Constraints =
            fun o p -> [ Rule.stableEuler "TauSynInv" o.Dt p.TauSynInv; Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
        Invariants = [ ResetsTo("V", Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
