namespace Neurons

open System.Numerics.Tensors

/// The leaky neuron with a decay per step:
///
///     mem' = β mem + x − r·threshold     (subtract)
///     mem' = β (1−r) mem + x             (zero)
///     mem' = β mem + x                   (none)
///     z    = fire (mem' − threshold)
///
/// where r is the spike of the stored membrane (delayed reset), without gradient, or the reset is applied to mem' after firing
/// (immediate).
///
/// Source: snnTorch `Leaky`; Eshraghian et al. 2023.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Leaky =
    type Parameters<'a> = { Beta: 'a; Threshold: 'a }

    type State<'a> = { Mem: 'a }

    type Options = MembraneOptions

    /// snnTorch's: the threshold is subtracted in the next step.
    let options: Options = Membrane.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let delayed = Membrane.delayed o p.Threshold s.Mem

        let mem =
            match o.Reset with
            | MembraneReset.Zero -> p.Beta * delayed s.Mem + x
            | MembraneReset.Subtract
            | MembraneReset.None -> delayed (p.Beta * s.Mem + x)

        let z = Membrane.fire o p.Threshold mem
        struct (z, { Mem = Membrane.immediate o z p.Threshold mem })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Beta = Membrane.decay 0.9 "decay of the membrane in a step"
        Threshold = Membrane.threshold
    }

    let model = {
        Name = "Leaky"
        Summary = "leaky neuron with a decay per step"
        Source = "snnTorch, Leaky; Eshraghian et al. 2023"
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
        Invariants = [
            RestsWithoutInput
            Membrane.zeroReset
            With("Beta", 1.0, ConservesCharge("Mem", "Threshold"))
            With("Beta", 1.0, Under("Timing", "Immediate", ConservesCharge("Mem", "Threshold")))
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
