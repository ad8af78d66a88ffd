// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Leaky` on torch tensors: leaky neuron with a decay per step.
module Leaky =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Leaky.Parameters<'P>, Leaky.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Leaky.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Leaky.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Leaky.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Leaky.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Leaky.options).Integral p s xs
