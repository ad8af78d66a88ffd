// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.IntegerLif` on torch tensors: leaky integrate-and-fire neuron that counts its spikes.
module IntegerLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<IntegerLif.Parameters<'P>, IntegerLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.IntegerLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: IntegerLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> IntegerLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: IntegerLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> IntegerLif.options).Integral p s xs
