// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Alif` on torch tensors: adaptive leaky integrate-and-fire neuron.
module Alif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Alif.Parameters<'P>, Alif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Alif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Alif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Alif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Alif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Alif.options).Integral p s xs
