// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ExpIfRef` on torch tensors: exponential integrate-and-fire neuron with a refractory period.
module ExpIfRef =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ExpIfRef.Parameters<'P>, ExpIfRef.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ExpIfRef.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ExpIfRef.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ExpIfRef.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ExpIfRef.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> ExpIfRef.options).Integral p s xs
