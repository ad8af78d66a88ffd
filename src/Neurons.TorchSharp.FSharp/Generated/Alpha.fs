// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.Alpha` on torch tensors: spike response model with an alpha-shaped kernel.
module Alpha =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<Alpha.Parameters<'P>, Alpha.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.Alpha.create options)

    /// One step with the default options: the output and the next state.
    let step (p: Alpha.Parameters<'P>) s (x: torch.Tensor) = (create<'P> Alpha.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: Alpha.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> Alpha.options).Integral p s xs
