// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.PscDeltaLif` on torch tensors: leaky integrate-and-fire neuron of network simulators whose potential jumps where a spike arrives.
module PscDeltaLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<PscDeltaLif.Parameters<'P>, PscDeltaLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.PscDeltaLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: PscDeltaLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> PscDeltaLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: PscDeltaLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> PscDeltaLif.options).Integral p s xs
