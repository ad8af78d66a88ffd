// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ActivationAwareIf` on torch tensors: integrate-and-fire neuron with an offset of its threshold.
module ActivationAwareIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ActivationAwareIf.Parameters<'P>, ActivationAwareIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ActivationAwareIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ActivationAwareIf.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> ActivationAwareIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ActivationAwareIf.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ActivationAwareIf.options).Integral p s xs
