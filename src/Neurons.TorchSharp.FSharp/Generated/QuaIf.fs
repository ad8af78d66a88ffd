// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.QuaIf` on torch tensors: quadratic integrate-and-fire neuron.
module QuaIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<QuaIf.Parameters<'P>, QuaIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.QuaIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: QuaIf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> QuaIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: QuaIf.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> QuaIf.options).Integral p s xs
