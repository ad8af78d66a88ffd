// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.AdExIf` on torch tensors: adaptive exponential integrate-and-fire neuron.
module AdExIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<AdExIf.Parameters<'P>, AdExIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.AdExIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: AdExIf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> AdExIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: AdExIf.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> AdExIf.options).Integral p s xs
