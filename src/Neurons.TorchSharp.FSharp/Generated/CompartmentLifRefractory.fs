// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CompartmentLifRefractory` on torch tensors: leaky integrate-and-fire compartment with a refractory period.
module CompartmentLifRefractory =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaLifRefractory.Parameters<'P>, CubaLifRefractory.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CompartmentLifRefractory.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaLifRefractory.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> CompartmentLifRefractory.options).StepWith p s inputs

    /// All steps of inputs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaLifRefractory.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> CompartmentLifRefractory.options).IntegralWith p s inputs
