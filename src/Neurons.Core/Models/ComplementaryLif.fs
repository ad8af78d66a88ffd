namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron with a complementary potential, through which gradients reach further back in time:
///
///     h  = v − v/τ + x
///     z  = fire (h − v_th)
///     m' = m σ(h/τ) + z
///     v' = h − z (v_th + σ(m'))
///
/// Nothing is detached. Source: SpikingJelly `CLIFNode`; Huang et al. 2024.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ComplementaryLif =
    type Parameters<'a> = { Tau: 'a; VTh: 'a }

    type State<'a> = { V: 'a; M: 'a }

    type Options = { Surrogate: Surrogate; Comparison: Comparison }

    /// SpikingJelly's: rectangular surrogate with α = 1, a spike at or above the threshold.
    let options = { Surrogate = Surrogate.rect 1.0; Comparison = GreaterOrEqual }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let h = s.V - s.V / p.Tau + x
        let z = fire o.Comparison o.Surrogate (h - p.VTh)
        let m = s.M * Expr.Logistic(h / p.Tau) + z
        struct (z, { V = h - z * (p.VTh + Expr.Logistic m); M = m })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = { Tau = Charging.timeConstant 2.0; VTh = Charging.threshold 1.0 }

    let model = {
        Name = "ComplementaryLif"
        Summary = "leaky integrate-and-fire neuron with a complementary potential"
        Source = "SpikingJelly, CLIFNode; Huang et al. 2024"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane; Quantity.state "" "complementary potential" ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant 0.0; M = Constant 0.0 }
        Constraints = fun _ p -> [ Charging.stable p.Tau ]
        Invariants = [ RestsWithoutInput; Below("V", "VTh") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
