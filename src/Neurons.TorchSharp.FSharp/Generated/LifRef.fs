// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.LifRef` on torch tensors: leaky integrate-and-fire neuron with a refractory period.
module LifRef =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<LifRef.Parameters<'P>, LifRef.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.LifRef.create options)

    /// One step with the default options: the output and the next state.
    let step (p: LifRef.Parameters<'P>) s (x: torch.Tensor) = (create<'P> LifRef.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: LifRef.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> LifRef.options).Integral p s xs
