// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaLifRefractory` on torch tensors: current-based leaky integrate-and-fire neuron with a refractory period.
module CubaLifRefractory =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaLifRefractory.Parameters<'P>, CubaLifRefractory.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaLifRefractory.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaLifRefractory.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> CubaLifRefractory.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaLifRefractory.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> CubaLifRefractory.options).Integral p s xs
