// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.HodgkinHuxley` on torch tensors: Hodgkin and Huxley's neuron, with sodium and potassium channels.
module HodgkinHuxley =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<HodgkinHuxley.Parameters<'P>, HodgkinHuxley.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.HodgkinHuxley.create options)

    /// One step with the default options: the output and the next state.
    let step (p: HodgkinHuxley.Parameters<'P>) s (x: torch.Tensor) = (create<'P> HodgkinHuxley.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: HodgkinHuxley.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> HodgkinHuxley.options).Integral p s xs
