// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Synaptic` on torch tensors: leaky neuron with an exponential synapse.
module Synaptic =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Synaptic.Parameters<'P>, Synaptic.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Synaptic.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Synaptic.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Synaptic.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Synaptic.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Synaptic.options).Integral p s xs
