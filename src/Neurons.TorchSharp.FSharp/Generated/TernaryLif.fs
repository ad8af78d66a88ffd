// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.TernaryLif` on torch tensors: integrate-and-fire neuron with spikes of both signs.
module TernaryLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<TernaryLif.Parameters<'P>, TernaryLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.TernaryLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: TernaryLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> TernaryLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: TernaryLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> TernaryLif.options).Integral p s xs
