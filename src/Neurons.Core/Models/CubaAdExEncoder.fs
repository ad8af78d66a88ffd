namespace Neurons

open System.Numerics.Tensors

/// CubaAdEx's current encoder: the input is the current itself.
///
///     v1 = v + dt·τ_mem_inv·(v_leak − v + Δ_T e^{(v − v_th)/Δ_T} + x − a)
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0, v_reset where z = 1
///     a' = a + dt·τ_ada_inv·(A_c (v − v_leak) − a) + z A_s
///
/// Norse's `lif_adex_current_encoder` replaces the adaptation by its rate, τ_ada_inv (A_c (v' − v_leak) − a) + z A_s, which grows without
/// bounds for τ_ada_inv above 1, its default; it is the option `AdaptationIsRate`. Source: Norse; Brette & Gerstner 2005.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CubaAdExEncoder =
    type Parameters<'a> = {
        TauMemInv: 'a
        VLeak: 'a
        VTh: 'a
        VReset: 'a
        DeltaT: 'a
        AdaptationCurrent: 'a
        AdaptationSpike: 'a
        TauAdaInv: 'a
    }

    type State<'a> = { V: 'a; A: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
        /// Whether the adaptation is what should be its rate, as in Norse.
        AdaptationIsRate: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 1 ms, superspike with α = 100, a spike above the threshold; the adaptation is integrated.
    let options = {
        Dt = CubaLifEncoder.options.Dt
        AdaptationIsRate = false
        Surrogate = CubaLifEncoder.options.Surrogate
        Comparison = CubaLifEncoder.options.Comparison
        DetachReset = false
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let force = Upswing.limitedExponential p.VLeak p.VTh p.DeltaT s.V + x - s.A
        let v = s.V + o.Dt * p.TauMemInv * force
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = detachIf o.DetachReset z
        let next = blend reset v p.VReset
        let rate v = p.TauAdaInv * (p.AdaptationCurrent * (v - p.VLeak) - s.A)
        let a = if o.AdaptationIsRate then rate next else s.A + o.Dt * rate s.V
        struct (z, { V = next; A = a + reset * p.AdaptationSpike })

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = {
        TauMemInv = CubaLif.quantities.TauMemInv
        VLeak = CubaLif.quantities.VLeak
        VTh = CubaLif.quantities.VTh
        VReset = CubaLif.quantities.VReset
        DeltaT = CubaAdEx.quantities.DeltaT
        AdaptationCurrent = CubaAdEx.quantities.AdaptationCurrent
        AdaptationSpike = CubaAdEx.quantities.AdaptationSpike
        TauAdaInv = CubaAdEx.quantities.TauAdaInv
    }

    let model = {
        Name = "CubaAdExEncoder"
        Summary = "encodes a current as the spikes of an adaptive exponential integrate-and-fire neuron"
        Source = "Norse, lif_adex_current_encoder; Brette & Gerstner 2005"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential"; Quantity.state "" "adaptation current" ]
        Presets = [
            {
                Name = "norse"
                Source = "Norse"
                Options = { options with AdaptationIsRate = true }
                Parameters = quantities
            }
        ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak; A = Constant 0.0 }
        Constraints =
            fun o p -> [ Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv; Rule.stableEuler "TauAdaInv" o.Dt p.TauAdaInv ]
        Invariants = [ ResetsTo("V", Some "VReset"); SlowedBy "AdaptationSpike" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
