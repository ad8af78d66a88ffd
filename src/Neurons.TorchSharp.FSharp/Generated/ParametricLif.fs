// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ParametricLif` on torch tensors: leaky integrate-and-fire neuron with a time constant that is learnt.
module ParametricLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ParametricLif.Parameters<'P>, ParametricLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ParametricLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ParametricLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ParametricLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ParametricLif.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ParametricLif.options).Integral p s xs
