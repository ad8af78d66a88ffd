// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ExponentialIf` on torch tensors: exponential integrate-and-fire neuron with the reset in the step of the spike.
module ExponentialIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ExponentialIf.Parameters<'P>, ExponentialIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ExponentialIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ExponentialIf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ExponentialIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ExponentialIf.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ExponentialIf.options).Integral p s xs
