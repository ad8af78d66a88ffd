// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaExpIfEncoder` on torch tensors: encodes a current as the spikes of an exponential integrate-and-fire neuron.
module CubaExpIfEncoder =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaExpIfEncoder.Parameters<'P>, CubaExpIfEncoder.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaExpIfEncoder.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaExpIfEncoder.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CubaExpIfEncoder.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaExpIfEncoder.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> CubaExpIfEncoder.options).Integral p s xs
