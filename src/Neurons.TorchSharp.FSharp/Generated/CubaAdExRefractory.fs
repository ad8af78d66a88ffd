// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaAdExRefractory` on torch tensors: adaptive exponential integrate-and-fire neuron with a refractory period.
module CubaAdExRefractory =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaAdExRefractory.Parameters<'P>, CubaAdExRefractory.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaAdExRefractory.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaAdExRefractory.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> CubaAdExRefractory.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaAdExRefractory.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> CubaAdExRefractory.options).Integral p s xs
