// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaAdEx` on torch tensors: current-based adaptive exponential integrate-and-fire neuron.
module CubaAdEx =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaAdEx.Parameters<'P>, CubaAdEx.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaAdEx.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaAdEx.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CubaAdEx.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaAdEx.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> CubaAdEx.options).Integral p s xs
