// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Lif` on torch tensors: leaky integrate-and-fire neuron with delayed reset.
module Lif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Lif.Parameters<'P>, Lif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Lif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Lif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Lif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Lif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Lif.options).Integral p s xs
