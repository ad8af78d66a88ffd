// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.AdaLif` on torch tensors: leaky integrate-and-fire neuron with an adaptation current.
module AdaLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<AdaLif.Parameters<'P>, AdaLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.AdaLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: AdaLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> AdaLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: AdaLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> AdaLif.options).Integral p s xs
