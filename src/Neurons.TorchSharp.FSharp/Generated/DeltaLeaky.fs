// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.DeltaLeaky` on torch tensors: leaky neuron that fires where its potential changes.
module DeltaLeaky =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<DeltaLeaky.Parameters<'P>, DeltaLeaky.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.DeltaLeaky.create options)

    /// One step with the default options: the output and the next state.
    let step (p: DeltaLeaky.Parameters<'P>) s (x: torch.Tensor) = (create<'P> DeltaLeaky.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: DeltaLeaky.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> DeltaLeaky.options).Integral p s xs
