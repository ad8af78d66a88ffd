// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ExtendedLif` on torch tensors: leaky integrate-and-fire neuron with random spikes, adaptive threshold, tiring synapses and modulation.
module ExtendedLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ExtendedLif.Parameters<'P>, ExtendedLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ExtendedLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ExtendedLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ExtendedLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ExtendedLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> ExtendedLif.options).Integral p s xs
