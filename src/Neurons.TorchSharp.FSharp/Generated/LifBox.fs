// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.LifBox` on torch tensors: leaky integrate-and-fire neuron without synapses.
module LifBox =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<LifBox.Parameters<'P>, LifBox.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.LifBox.create options)

    /// One step with the default options: the output and the next state.
    let step (p: LifBox.Parameters<'P>) s (x: torch.Tensor) = (create<'P> LifBox.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: LifBox.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> LifBox.options).Integral p s xs
