// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ShortTermPlasticity` on torch tensors: synapse with short-term facilitation and depression, exact between spikes.
module ShortTermPlasticity =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ShortTermPlasticity.Parameters<'P>, ShortTermPlasticity.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ShortTermPlasticity.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ShortTermPlasticity.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> ShortTermPlasticity.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ShortTermPlasticity.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ShortTermPlasticity.options).Integral p s xs
