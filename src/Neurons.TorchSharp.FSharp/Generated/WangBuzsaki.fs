// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.WangBuzsaki` on torch tensors: Wang and Buzsáki's fast-spiking interneuron.
module WangBuzsaki =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<WangBuzsaki.Parameters<'P>, WangBuzsaki.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.WangBuzsaki.create options)

    /// One step with the default options: the output and the next state.
    let step (p: WangBuzsaki.Parameters<'P>) s (x: torch.Tensor) = (create<'P> WangBuzsaki.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: WangBuzsaki.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> WangBuzsaki.options).Integral p s xs
