namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron whose output is not the spike, which resets it alone, but an activation of its charge:
///
///     h  = v + (x − (v − v_r))/τ, or v − (v − v_r)/τ + x where the input does not decay
///     y  = act (h − v_th), or act (h)
///     z  = fire (h − v_th)
///     v' = h where z = 0; where z = 1 v_reset, or h − v_th
///
/// Source: SpikingJelly `LIAFNode`; Wu et al. 2021.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Liaf =
    type Parameters<'a> = { Tau: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        Reset: SpikeReset
        /// Whether the input is divided by τ, as the leak is, or enters the potential as it is.
        DecayInput: bool
        Act: ChargeActivation
        /// Whether the activation is of what exceeds the threshold.
        ThresholdRelated: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// Relu of what exceeds the threshold; SpikingJelly's otherwise.
    let options = {
        Reset = Charging.options.Reset
        DecayInput = true
        Act = ChargeActivation.Relu
        ThresholdRelated = true
        Surrogate = Charging.options.Surrogate
        Comparison = Charging.options.Comparison
        DetachReset = Charging.options.DetachReset
    }

    let private leaky (o: Options) = Charging.leakyOf o.Reset o.DecayInput o.Surrogate o.Comparison o.DetachReset

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let leaky = leaky o
        let charge = Charging.ofLeaky leaky
        let h = Charging.leaky leaky (1.0 / p.Tau) p.VReset x s.V
        let z = Charging.fire charge p.VTh h
        let y = ChargeActivation.apply o.Act (if o.ThresholdRelated then h - p.VTh else h)
        struct (y, { V = Charging.reset charge z p.VTh p.VReset h })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Tau = Charging.timeConstant 2.0
        VTh = Charging.threshold 1.0
        VReset = Quantity.create 0.0 "" Interval.all "potential after a spike"
    }

    let model = {
        Name = "Liaf"
        Summary = "leaky integrate-and-fire neuron with an analog output"
        Source = "SpikingJelly, LIAFNode; Wu et al. 2021"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VReset }
        Constraints = fun _ p -> [ Charging.stable p.Tau ]
        Invariants = [ RestsWithoutInput ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
