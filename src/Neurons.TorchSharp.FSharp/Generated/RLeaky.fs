// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.RLeaky` on torch tensors: leaky neuron for recurrent layers, whose reset takes the input along.
module RLeaky =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<RLeaky.Parameters<'P>, RLeaky.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.RLeaky.create options)

    /// One step with the default options: the output and the next state.
    let step (p: RLeaky.Parameters<'P>) s (x: torch.Tensor) = (create<'P> RLeaky.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: RLeaky.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> RLeaky.options).Integral p s xs
