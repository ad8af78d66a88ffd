// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.AdaptiveQuadraticIf` on torch tensors: adaptive quadratic integrate-and-fire neuron with the reset in the step of the spike.
module AdaptiveQuadraticIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<AdaptiveQuadraticIf.Parameters<'P>, AdaptiveQuadraticIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.AdaptiveQuadraticIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: AdaptiveQuadraticIf.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> AdaptiveQuadraticIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: AdaptiveQuadraticIf.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> AdaptiveQuadraticIf.options).Integral p s xs
