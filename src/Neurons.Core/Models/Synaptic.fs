namespace Neurons

open System.Numerics.Tensors

/// The leaky neuron with an exponential synapse, Stein's:
///
///     syn' = α syn + x
///     mem' = β mem + syn' − r·threshold  (subtract)
///     mem' = (1−r)(β mem + syn')         (zero)
///     mem' = β mem + syn'                (none)
///     z    = fire (mem' − threshold)
///
/// where r is the spike of the stored membrane (delayed reset), without gradient, or the reset is applied to mem' after firing
/// (immediate).
///
/// Source: snnTorch `Synaptic`; Stein 1965; Eshraghian et al. 2023.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Synaptic =
    type Parameters<'a> = { Alpha: 'a; Beta: 'a; Threshold: 'a }

    type State<'a> = { Syn: 'a; Mem: 'a }

    type Options = MembraneOptions

    /// snnTorch's: the threshold is subtracted in the next step.
    let options: Options = Membrane.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let syn = p.Alpha * s.Syn + x
        let mem = Membrane.delayed o p.Threshold s.Mem (p.Beta * s.Mem + syn)
        let z = Membrane.fire o p.Threshold mem
        struct (z, { Syn = syn; Mem = Membrane.immediate o z p.Threshold mem })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Alpha = Membrane.decay 0.9 "decay of the synaptic current in a step"
        Beta = Membrane.decay 0.8 "decay of the membrane in a step"
        Threshold = Membrane.threshold
    }

    let model = {
        Name = "Synaptic"
        Summary = "leaky neuron with an exponential synapse"
        Source = "snnTorch, Synaptic; Stein 1965; Eshraghian et al. 2023"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Quantity.state "" "synaptic current"; Membrane.state ]
        Presets = Membrane.snntorch options quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { Syn = Constant 0.0; Mem = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = [
            RestsWithoutInput
            Membrane.zeroReset
            With("Alpha", 0.0, With("Beta", 1.0, ConservesCharge("Mem", "Threshold")))
            With("Alpha", 0.0, With("Beta", 1.0, Under("Timing", "Immediate", ConservesCharge("Mem", "Threshold"))))
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
