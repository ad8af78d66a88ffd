// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaLifEncoder` on torch tensors: encodes a constant current as the spikes of a leaky integrate-and-fire neuron.
module CubaLifEncoder =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaLifEncoder.Parameters<'P>, CubaLifEncoder.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaLifEncoder.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaLifEncoder.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CubaLifEncoder.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaLifEncoder.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> CubaLifEncoder.options).Integral p s xs
