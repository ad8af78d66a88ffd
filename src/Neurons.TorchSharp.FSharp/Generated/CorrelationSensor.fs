// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CorrelationSensor` on torch tensors: sensor of the correlation of two neurons.
module CorrelationSensor =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CorrelationSensor.Parameters<'P>, CorrelationSensor.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CorrelationSensor.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CorrelationSensor.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> CorrelationSensor.options).StepWith p s inputs

    /// All steps of inputs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CorrelationSensor.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> CorrelationSensor.options).IntegralWith p s inputs
