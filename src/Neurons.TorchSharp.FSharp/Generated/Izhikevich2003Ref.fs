// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Izhikevich2003Ref` on torch tensors: Izhikevich's neuron in mV and ms with a refractory period.
module Izhikevich2003Ref =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Izhikevich2003Ref.Parameters<'P>, Izhikevich2003Ref.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Izhikevich2003Ref.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Izhikevich2003Ref.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> Izhikevich2003Ref.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Izhikevich2003Ref.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> Izhikevich2003Ref.options).Integral p s xs
