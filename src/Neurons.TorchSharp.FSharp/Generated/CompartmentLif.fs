// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CompartmentLif` on torch tensors: leaky integrate-and-fire compartment, coupled to others.
module CompartmentLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaLif.Parameters<'P>, CubaLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CompartmentLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaLif.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> CompartmentLif.options).StepWith p s inputs

    /// All steps of inputs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaLif.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> CompartmentLif.options).IntegralWith p s inputs
