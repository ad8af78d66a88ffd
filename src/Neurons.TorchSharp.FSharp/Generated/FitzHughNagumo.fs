// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.FitzHughNagumo` on torch tensors: FitzHugh and Nagumo's excitable neuron of two variables.
module FitzHughNagumo =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<FitzHughNagumo.Parameters<'P>, FitzHughNagumo.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.FitzHughNagumo.create options)

    /// One step with the default options: the output and the next state.
    let step (p: FitzHughNagumo.Parameters<'P>) s (x: torch.Tensor) = (create<'P> FitzHughNagumo.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: FitzHughNagumo.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> FitzHughNagumo.options).Integral p s xs
