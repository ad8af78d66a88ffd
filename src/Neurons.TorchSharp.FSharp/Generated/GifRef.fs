// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.GifRef` on torch tensors: generalised integrate-and-fire neuron with a refractory period.
module GifRef =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<GifRef.Parameters<'P>, GifRef.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.GifRef.create options)

    /// One step with the default options: the output and the next state.
    let step (p: GifRef.Parameters<'P>) s (x: torch.Tensor) = (create<'P> GifRef.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: GifRef.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> GifRef.options).Integral p s xs
