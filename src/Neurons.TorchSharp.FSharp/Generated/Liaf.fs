// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Liaf` on torch tensors: leaky integrate-and-fire neuron with an analog output.
module Liaf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Liaf.Parameters<'P>, Liaf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Liaf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Liaf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Liaf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Liaf.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Liaf.options).Integral p s xs
