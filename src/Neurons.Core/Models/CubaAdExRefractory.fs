namespace Neurons

open System.Numerics.Tensors

/// CubaAdEx with a refractory period that counts steps:
///
///     z̃, ṽ, i', a' = CubaAdEx (v, i, a, x)
///     m  = fire ρ
///     v' = (1−m) ṽ + m v
///     z  = (1−m) z̃
///     ρ' = (1−z)·max(0, ρ − m) + z ρ_reset
///
/// The adaptation keeps the rise of a spike that was suppressed. Source: Norse, `lif_adex_refrac_feed_forward_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CubaAdExRefractory =
    type Parameters<'a> = {
        TauSynInv: 'a
        TauMemInv: 'a
        VLeak: 'a
        VTh: 'a
        VReset: 'a
        DeltaT: 'a
        AdaptationCurrent: 'a
        AdaptationSpike: 'a
        TauAdaInv: 'a
        RhoReset: 'a
    }

    type State<'a> = { V: 'a; I: 'a; A: 'a; Rho: 'a }

    type Options = CubaLif.Options

    /// dt 1 ms, jump before integration, superspike with α = 100, a spike above the threshold.
    let options: Options = CubaAdEx.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let adex: CubaAdEx.Parameters<Expr> = {
            TauSynInv = p.TauSynInv
            TauMemInv = p.TauMemInv
            VLeak = p.VLeak
            VTh = p.VTh
            VReset = p.VReset
            DeltaT = p.DeltaT
            AdaptationCurrent = p.AdaptationCurrent
            AdaptationSpike = p.AdaptationSpike
            TauAdaInv = p.TauAdaInv
        }

        let struct (z, free) = CubaAdEx.equations o adex { V = s.V; I = s.I; A = s.A } x
        let struct (m, z, rho) = CubaLifRefractory.masked o z p.RhoReset s.Rho
        struct (z, { V = blend m free.V s.V; I = free.I; A = free.A; Rho = rho })

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = {
        TauSynInv = CubaAdEx.quantities.TauSynInv
        TauMemInv = CubaAdEx.quantities.TauMemInv
        VLeak = CubaAdEx.quantities.VLeak
        VTh = CubaAdEx.quantities.VTh
        VReset = CubaAdEx.quantities.VReset
        DeltaT = CubaAdEx.quantities.DeltaT
        AdaptationCurrent = CubaAdEx.quantities.AdaptationCurrent
        AdaptationSpike = CubaAdEx.quantities.AdaptationSpike
        TauAdaInv = CubaAdEx.quantities.TauAdaInv
        RhoReset = CubaLifRefractory.quantities.RhoReset
    }

    let model = {
        Name = "CubaAdExRefractory"
        Summary = "adaptive exponential integrate-and-fire neuron with a refractory period"
        Source = "Norse, lif_adex_refrac_feed_forward_step; Brette & Gerstner 2005"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Quantity.state "" "membrane potential"
            Quantity.state "" "synaptic current"
            Quantity.state "" "adaptation current"
            Quantity.state "" "refractory steps left"
        ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak; I = Constant 0.0; A = Constant 0.0; Rho = Constant 0.0 }
        Constraints =
            fun o p -> [
                Rule.stableEuler "TauSynInv" o.Dt p.TauSynInv
                Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv
                Rule.stableEuler "TauAdaInv" o.Dt p.TauAdaInv
            ]
        Invariants = [ ResetsTo("V", Some "VReset"); SilentFor "RhoReset"; SlowedBy "AdaptationSpike" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
