// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Gif` on torch tensors: generalised integrate-and-fire neuron.
module Gif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Gif.Parameters<'P>, Gif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Gif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Gif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Gif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Gif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Gif.options).Integral p s xs
