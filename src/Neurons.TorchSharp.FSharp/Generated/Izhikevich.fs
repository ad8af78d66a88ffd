// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Izhikevich` on torch tensors: Izhikevich's quadratic neuron with a recovery variable.
module Izhikevich =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Izhikevich.Parameters<'P>, Izhikevich.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Izhikevich.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Izhikevich.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Izhikevich.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Izhikevich.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Izhikevich.options).Integral p s xs
