// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ShortTermDepression` on torch tensors: synapse with short-term depression.
module ShortTermDepression =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ShortTermDepression.Parameters<'P>, ShortTermDepression.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ShortTermDepression.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ShortTermDepression.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> ShortTermDepression.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ShortTermDepression.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ShortTermDepression.options).Integral p s xs
