namespace Neurons

open System.Numerics.Tensors

/// The integrate-and-fire neuron that fires below the threshold which its reset subtracts, for networks converted from analog ones:
///
///     h  = v + x
///     z  = fire (h + offset − v_th)
///     v' = h − z v_th, or v_reset where z = 1
///
/// Source: SpikingJelly `ActivationAwareIFNode`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ActivationAwareIf =
    type Parameters<'a> = { VTh: 'a; VOffset: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = ChargeOptions

    /// SpikingJelly's: the threshold is subtracted, sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options: Options = { Charging.options with Reset = SpikeReset.Subtract }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let h = s.V + x
        let z = Charging.fire o p.VTh (h + p.VOffset)
        struct (z, { V = Charging.reset o z p.VTh p.VReset h })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        VTh = Charging.threshold 1.0
        VOffset = Quantity.create 0.0 "" Interval.all "how far below the threshold the neuron fires"
        VReset = Charging.resetPotential 0.0
    }

    let model = {
        Name = "ActivationAwareIf"
        Summary = "integrate-and-fire neuron with an offset of its threshold"
        Source = "SpikingJelly, ActivationAwareIFNode"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun o p -> { V = Charging.rest o.Reset p.VReset }
        Constraints = fun _ _ -> []
        Invariants = [ RestsWithoutInput; Charging.resetsTo (Some "VReset"); ConservesCharge("V", "VTh") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
