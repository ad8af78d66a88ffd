// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CurrentLif` on torch tensors: leaky integrate-and-fire neuron with a current-based synapse inside.
module CurrentLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CurrentLif.Parameters<'P>, CurrentLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CurrentLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CurrentLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CurrentLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CurrentLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> CurrentLif.options).Integral p s xs
