// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.If` on torch tensors: integrate-and-fire neuron with delayed reset.
module If =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<If.Parameters<'P>, If.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.If.create options)

    /// One step with the default options: the output and the next state.
    let step (p: If.Parameters<'P>) s (x: torch.Tensor) = (create<'P> If.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: If.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> If.options).Integral p s xs
