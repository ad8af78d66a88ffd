namespace Neurons

open System.Numerics.Tensors

/// The leaky neuron that fires where its potential changes:
///
///     mem' = β mem + x
///     z    = fire (|mem' − mem| − delta_threshold)
///
/// There is no reset. Source: snnTorch `DeltaLeaky`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module DeltaLeaky =
    type Parameters<'a> = { Beta: 'a; DeltaThreshold: 'a }

    type State<'a> = { Mem: 'a; MemPrev: 'a }

    type Options = StateLeaky.Options

    /// snnTorch's: atan surrogate with α = 2, a spike above the threshold.
    let options: Options = StateLeaky.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let mem = p.Beta * s.Mem + x
        let z = fire o.Comparison o.Surrogate (Expr.Abs(mem - s.Mem) - p.DeltaThreshold)
        struct (z, { Mem = mem; MemPrev = s.Mem })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Beta = Membrane.decay 0.9 "decay of the membrane in a step"
        DeltaThreshold = Quantity.create 1.0 "" Interval.notNegative "change of the potential that is a spike"
    }

    let model = {
        Name = "DeltaLeaky"
        Summary = "leaky neuron that fires where its potential changes"
        Source = "snnTorch, DeltaLeaky"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Membrane.state; Quantity.state "" "membrane potential of the step before" ]
        Presets = Membrane.snntorch options quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { Mem = Constant 0.0; MemPrev = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = [ RestsWithoutInput; IgnoresSpikes "Mem" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
