// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.AdQuaIfRef` on torch tensors: adaptive quadratic integrate-and-fire neuron with a refractory period.
module AdQuaIfRef =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<AdQuaIfRef.Parameters<'P>, AdQuaIfRef.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.AdQuaIfRef.create options)

    /// One step with the default options: the output and the next state.
    let step (p: AdQuaIfRef.Parameters<'P>) s (x: torch.Tensor) = (create<'P> AdQuaIfRef.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: AdQuaIfRef.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> AdQuaIfRef.options).Integral p s xs
