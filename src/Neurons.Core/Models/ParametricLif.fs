namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron that learns its time constant:
///
///     h  = v + σ(w)·(x − (v − v_r)), or v − σ(w)·(v − v_r) + x where the input does not decay
///     z  = fire (h − v_th)
///     v' = h where z = 0; where z = 1 v_reset, or h − v_th
///
/// v_r is v_reset, or 0 where the threshold is subtracted; w = −ln (τ − 1), so that 1/τ is between 0 and 1 whatever w is.
/// Source: SpikingJelly `ParametricLIFNode`; Fang et al. 2021.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ParametricLif =
    type Parameters<'a> = { W: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = LeakyChargeOptions

    /// SpikingJelly's: reset to a value, the input divided by τ, sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options: Options = Charging.leakyOptions

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let charge = Charging.ofLeaky o
        let h = Charging.leaky o (Expr.Logistic p.W) p.VReset x s.V
        let z = Charging.fire charge p.VTh h
        struct (z, { V = Charging.reset charge z p.VTh p.VReset h })

    /// Plain numbers: τ is 2 steps.
    let quantities: Parameters<Quantity> = {
        W =
            Quantity.create
                0.0
                ""
                Interval.all
                "what is learnt: σ(w) is the inverse of the membrane time constant in steps"
        VTh = Charging.threshold 1.0
        VReset = Charging.resetPotential 0.0
    }

    let model = {
        Name = "ParametricLif"
        Summary = "leaky integrate-and-fire neuron with a time constant that is learnt"
        Source = "SpikingJelly, ParametricLIFNode; Fang et al. 2021"
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
        Constraints = fun _ _ -> []
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
