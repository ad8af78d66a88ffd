namespace Neurons

open System.Numerics.Tensors

/// CubaLif's current encoder: the input is the current itself.
///
///     v1 = v + dt·τ_mem_inv·((v_leak − v) + x)
///     z  = fire (v1 − v_th)
///     v' = v1 − z (v1 − v_reset)
///
/// Source: Norse 0.0.7, `lif_current_encoder`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CubaLifEncoder =
    type Parameters<'a> = { TauMemInv: 'a; VLeak: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 1 ms, superspike with α = 100, a spike above the threshold.
    let options = {
        Dt = 0.001
        Surrogate = Surrogate.superspike 100.0
        Comparison = Greater
        DetachReset = false
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let v = s.V + o.Dt * p.TauMemInv * ((p.VLeak - s.V) + x)
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = detachIf o.DetachReset z
        struct (z, { V = blend reset v p.VReset })

    let quantities: Parameters<Quantity> = {
        TauMemInv = CubaLif.quantities.TauMemInv
        VLeak = CubaLif.quantities.VLeak
        VTh = CubaLif.quantities.VTh
        VReset = CubaLif.quantities.VReset
    }

    let model = {
        Name = "CubaLifEncoder"
        Summary = "encodes a constant current as the spikes of a leaky integrate-and-fire neuron"
        Source = "Norse 0.0.7, lif_current_encoder"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential" ]
        Presets = [ Preset.norse007 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak }
        Constraints = fun o p -> [ Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// An encoder with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
