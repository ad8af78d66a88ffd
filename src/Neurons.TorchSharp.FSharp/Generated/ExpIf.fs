// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ExpIf` on torch tensors: exponential integrate-and-fire neuron.
module ExpIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ExpIf.Parameters<'P>, ExpIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ExpIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ExpIf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ExpIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ExpIf.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> ExpIf.options).Integral p s xs
