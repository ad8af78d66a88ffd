namespace Neurons

open System.Numerics.Tensors

/// The integrate-and-fire neuron without a leak:
///
///     v1 = v + x
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0; where z = 1 v_reset, or v1 − v_th
///
/// Source: Norse, `iaf_feed_forward_step`; SpikingJelly `IFNode`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Iaf =
    type Parameters<'a> = { VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        Reset: SpikeReset
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// Reset to a value, superspike with α = 100, a spike above the threshold.
    let options = {
        Reset = Value
        Surrogate = Surrogate.superspike 100.0
        Comparison = Greater
        DetachReset = false
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let v = s.V + x
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = detachIf o.DetachReset z
        struct (z, { V = SpikeReset.apply o.Reset reset p.VTh p.VReset v })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = { VTh = CubaLif.quantities.VTh; VReset = CubaLif.quantities.VReset }

    let model = {
        Name = "Iaf"
        Summary = "integrate-and-fire neuron without a leak"
        Source = "Norse, iaf_feed_forward_step; SpikingJelly, IFNode"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential" ]
        Presets = [
            Preset.norse1 options quantities
            {
                Name = "spikingjelly_if"
                Source = "SpikingJelly 2.0, IFNode; Reset = Subtract where its v_reset is None"
                Options = { options with Surrogate = Surrogate.atan 2.0; Comparison = GreaterOrEqual }
                Parameters = quantities
            }
        ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VReset }
        Constraints = fun _ _ -> []
        Invariants = [
            RestsWithoutInput
            ResetsTo("V", Some "VReset")
            Under("Reset", "Subtract", ConservesCharge("V", "VTh"))
        ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
