// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.OnlineLif` on torch tensors: leaky integrate-and-fire neuron for online learning.
module OnlineLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<OnlineLif.Parameters<'P>, OnlineLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.OnlineLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: OnlineLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> OnlineLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: OnlineLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> OnlineLif.options).Integral p s xs
