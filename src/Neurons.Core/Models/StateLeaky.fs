namespace Neurons

open System.Numerics.Tensors

/// The leaky neuron without a reset, whose potential is a convolution of its input:
///
///     mem' = e^{β − 1} mem + x
///     y    = g² fire (mem' − threshold)
///
/// The decay in a step is e^{β − 1}, not β. Source: snnTorch `StateLeaky`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module StateLeaky =
    type Parameters<'a> = { Beta: 'a; Threshold: 'a; GradedSpikesFactor: 'a }

    type State<'a> = { Mem: 'a }

    type Options = { Surrogate: Surrogate; Comparison: Comparison }

    /// snnTorch's: atan surrogate with α = 2, a spike above the threshold.
    let options = {
        Surrogate = Membrane.options.Surrogate
        Comparison = Membrane.options.Comparison
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let mem = Expr.Exp(p.Beta - 1.0) * s.Mem + x
        let z = fire o.Comparison o.Surrogate (mem - p.Threshold)
        struct (p.GradedSpikesFactor * p.GradedSpikesFactor * z, { Mem = mem })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Beta = Membrane.decay 0.9 "1 − β is the inverse of the membrane time constant in steps"
        Threshold = Membrane.threshold
        GradedSpikesFactor = Quantity.create 1.0 "" Interval.all "root of the size of a spike"
    }

    let model = {
        Name = "StateLeaky"
        Summary = "leaky neuron without a reset, with graded spikes"
        Source = "snnTorch, StateLeaky"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Membrane.state ]
        Presets = Membrane.snntorch options quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { Mem = Constant 0.0 }
        Constraints = fun _ _ -> []
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
