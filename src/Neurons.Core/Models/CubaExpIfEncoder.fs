namespace Neurons

open System.Numerics.Tensors

/// CubaExpIf's current encoder: the input is the current itself.
///
///     v1 = v + dt·τ_mem_inv·(v_leak − v + Δ_T e^{(v − v_th)/Δ_T} + x)
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0, v_reset where z = 1
///
/// Source: Norse, `lif_ex_current_encoder`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CubaExpIfEncoder =
    type Parameters<'a> = { TauMemInv: 'a; VLeak: 'a; VTh: 'a; VReset: 'a; DeltaT: 'a }

    type State<'a> = { V: 'a }

    type Options = CubaLifEncoder.Options

    /// dt 1 ms, superspike with α = 100, a spike above the threshold.
    let options: Options = CubaLifEncoder.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let force = Upswing.limitedExponential p.VLeak p.VTh p.DeltaT s.V + x
        let v = s.V + o.Dt * p.TauMemInv * force
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        struct (z, { V = blend (detachIf o.DetachReset z) v p.VReset })

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = {
        TauMemInv = CubaLif.quantities.TauMemInv
        VLeak = CubaLif.quantities.VLeak
        VTh = CubaLif.quantities.VTh
        VReset = CubaLif.quantities.VReset
        DeltaT = CubaExpIf.quantities.DeltaT
    }

    let model = {
        Name = "CubaExpIfEncoder"
        Summary = "encodes a current as the spikes of an exponential integrate-and-fire neuron"
        Source = "Norse, lif_ex_current_encoder"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential" ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak }
        Constraints = fun o p -> [ Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
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
