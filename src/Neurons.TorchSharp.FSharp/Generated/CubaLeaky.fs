// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaLeaky` on torch tensors: leaky neuron with a synaptic current and the reset in the step of the spike.
module CubaLeaky =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaLeaky.Parameters<'P>, CubaLeaky.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaLeaky.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaLeaky.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CubaLeaky.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaLeaky.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> CubaLeaky.options).Integral p s xs
