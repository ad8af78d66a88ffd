// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Izhikevich2003` on torch tensors: Izhikevich's neuron in mV and ms.
module Izhikevich2003 =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Izhikevich2003.Parameters<'P>, Izhikevich2003.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Izhikevich2003.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Izhikevich2003.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Izhikevich2003.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Izhikevich2003.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> Izhikevich2003.options).Integral p s xs
