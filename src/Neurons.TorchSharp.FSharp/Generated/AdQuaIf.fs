// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.AdQuaIf` on torch tensors: adaptive quadratic integrate-and-fire neuron.
module AdQuaIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<AdQuaIf.Parameters<'P>, AdQuaIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.AdQuaIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: AdQuaIf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> AdQuaIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: AdQuaIf.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> AdQuaIf.options).Integral p s xs
