// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.GatedLif` on torch tensors: leaky integrate-and-fire neuron with learnt gates.
module GatedLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<GatedLif.Parameters<'P>, GatedLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.GatedLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: GatedLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> GatedLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: GatedLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> GatedLif.options).Integral p s xs
