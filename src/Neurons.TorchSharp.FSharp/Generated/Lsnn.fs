// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Lsnn` on torch tensors: leaky integrate-and-fire neuron with an adaptive threshold.
module Lsnn =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Lsnn.Parameters<'P>, Lsnn.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Lsnn.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Lsnn.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Lsnn.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Lsnn.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Lsnn.options).Integral p s xs
