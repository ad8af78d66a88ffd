// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.KLif` on torch tensors: leaky integrate-and-fire neuron with a learnt gain.
module KLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<KLif.Parameters<'P>, KLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.KLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: KLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> KLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: KLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> KLif.options).Integral p s xs
