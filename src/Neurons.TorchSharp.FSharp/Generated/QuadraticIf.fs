// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.QuadraticIf` on torch tensors: quadratic integrate-and-fire neuron with the reset in the step of the spike.
module QuadraticIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<QuadraticIf.Parameters<'P>, QuadraticIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.QuadraticIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: QuadraticIf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> QuadraticIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: QuadraticIf.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> QuadraticIf.options).Integral p s xs
