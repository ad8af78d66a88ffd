// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaAdExEncoder` on torch tensors: encodes a current as the spikes of an adaptive exponential integrate-and-fire neuron.
module CubaAdExEncoder =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaAdExEncoder.Parameters<'P>, CubaAdExEncoder.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaAdExEncoder.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaAdExEncoder.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CubaAdExEncoder.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaAdExEncoder.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> CubaAdExEncoder.options).Integral p s xs
