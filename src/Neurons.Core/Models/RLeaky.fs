namespace Neurons

open System.Numerics.Tensors

/// The leaky neuron whose own spikes come back: a layer adds them to its input, and the reset acts on all of the potential, the input included:
///
///     r    = fire (mem − threshold)                 of the stored membrane
///     mem' = β mem + x − r·threshold                (subtract)
///     mem' = (1−r)·(β mem + x)                      (zero)
///     mem' = β mem + x                              (none)
///     z    = fire (mem' − threshold)
///
/// With an immediate reset, what r has not taken is taken after firing: mem' − (z−r)·threshold, or mem' − (z−r)·mem'; the gradient
/// passes through z there, and through r where the reset is not detached.
///
/// Source: snnTorch `RLeaky`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module RLeaky =
    type Parameters<'a> = { Beta: 'a; Threshold: 'a }

    type State<'a> = { Mem: 'a }

    type Options = MembraneOptions

    /// snnTorch's: the threshold is subtracted in the next step.
    let options: Options = Membrane.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let r = detachIf o.DetachReset (Membrane.fire o p.Threshold s.Mem)
        let free = p.Beta * s.Mem + x

        let mem =
            match o.Reset with
            | MembraneReset.Subtract -> free - r * p.Threshold
            | MembraneReset.Zero -> blend r free (Constant 0.0)
            | MembraneReset.None -> free

        let z = Membrane.fire o p.Threshold mem

        let after =
            match o.Timing, o.Reset with
            | ResetTiming.Delayed, _
            | ResetTiming.Immediate, MembraneReset.None -> mem
            | ResetTiming.Immediate, MembraneReset.Subtract -> mem - (z - r) * p.Threshold
            | ResetTiming.Immediate, MembraneReset.Zero -> mem - (z - r) * mem

        struct (z, { Mem = after })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Beta = Membrane.decay 0.9 "decay of the membrane in a step"
        Threshold = Membrane.threshold
    }

    let model = {
        Name = "RLeaky"
        Summary = "leaky neuron for recurrent layers, whose reset takes the input along"
        Source = "snnTorch, RLeaky"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Membrane.state ]
        Presets = Membrane.snntorch options quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { Mem = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = [ RestsWithoutInput; Membrane.zeroReset; With("Beta", 1.0, ConservesCharge("Mem", "Threshold")) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
