namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron with a learnt gain k of its charge:
///
///     h  = max (0, k·(v + (x − (v − v_r))/τ)), or k·(v − (v − v_r)/τ + x) where the input does not decay
///     z  = fire (h − v_th)
///     v' = h where z = 0; where z = 1 v_reset, or h − v_th; with a scaled reset h/k and v_th/k in place of h and v_th
///
/// An inhibited neuron gets no gradient of its input. Source: SpikingJelly `KLIFNode`; Jiang & Zhang 2023.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module KLif =
    type Parameters<'a> = { K: 'a; Tau: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        Reset: SpikeReset
        /// Whether the input is divided by τ, as the leak is, or enters the potential as it is.
        DecayInput: bool
        /// Whether the reset acts on the charge before its gain.
        ScaleReset: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// SpikingJelly's: reset to a value, the input divided by τ, sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options = {
        Reset = Charging.options.Reset
        DecayInput = true
        ScaleReset = false
        Surrogate = Charging.options.Surrogate
        Comparison = Charging.options.Comparison
        DetachReset = Charging.options.DetachReset
    }

    let private leaky (o: Options) = Charging.leakyOf o.Reset o.DecayInput o.Surrogate o.Comparison o.DetachReset

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let leaky = leaky o
        let charge = Charging.ofLeaky leaky
        let charged = p.K * Charging.leaky leaky (1.0 / p.Tau) p.VReset x s.V
        let h = Rectifier.positive charged
        let z = Charging.fire charge p.VTh h

        let v =
            if o.ScaleReset then
                Charging.reset charge z (p.VTh / p.K) p.VReset (h / p.K)
            else
                Charging.reset charge z p.VTh p.VReset h

        struct (z, { V = v })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        K = Quantity.create 1.0 "" Interval.positive "gain of the charge"
        Tau = Charging.timeConstant 2.0
        VTh = Charging.threshold 1.0
        VReset = Charging.resetPotential 0.0
    }

    let model = {
        Name = "KLif"
        Summary = "leaky integrate-and-fire neuron with a learnt gain"
        Source = "SpikingJelly, KLIFNode; Jiang & Zhang 2023"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VReset }
        Constraints = fun _ p -> [ Charging.stable p.Tau ]
        Invariants = [ RestsWithoutInput; Charging.resetsTo (Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
