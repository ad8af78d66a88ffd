// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Lapicque` on torch tensors: Lapicque's neuron, a membrane of resistance and capacitance.
module Lapicque =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Lapicque.Parameters<'P>, Lapicque.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Lapicque.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Lapicque.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Lapicque.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Lapicque.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Lapicque.options).Integral p s xs
