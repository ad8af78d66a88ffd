// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.TsodyksMarkram` on torch tensors: synapse with short-term facilitation and depression.
module TsodyksMarkram =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<TsodyksMarkram.Parameters<'P>, TsodyksMarkram.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.TsodyksMarkram.create options)

    /// One step with the default options: the output and the next state.
    let step (p: TsodyksMarkram.Parameters<'P>) s (x: torch.Tensor) = (create<'P> TsodyksMarkram.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: TsodyksMarkram.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> TsodyksMarkram.options).Integral p s xs
