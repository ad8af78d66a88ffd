// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Bernoulli` on torch tensors: leaky neuron with random spikes.
module Bernoulli =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Bernoulli.Parameters<'P>, Bernoulli.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Bernoulli.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Bernoulli.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Bernoulli.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Bernoulli.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Bernoulli.options).Integral p s xs
