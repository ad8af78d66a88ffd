// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Iaf` on torch tensors: integrate-and-fire neuron without a leak.
module Iaf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Iaf.Parameters<'P>, Iaf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Iaf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Iaf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Iaf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Iaf.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Iaf.options).Integral p s xs
