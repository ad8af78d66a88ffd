// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ExponentialSynapse` on torch tensors: exponential synapse.
module ExponentialSynapse =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ExponentialSynapse.Parameters<'P>, ExponentialSynapse.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ExponentialSynapse.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ExponentialSynapse.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> ExponentialSynapse.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ExponentialSynapse.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ExponentialSynapse.options).Integral p s xs
