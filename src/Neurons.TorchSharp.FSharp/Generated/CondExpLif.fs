// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CondExpLif` on torch tensors: leaky integrate-and-fire neuron of network simulators with exponential postsynaptic conductances.
module CondExpLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CondExpLif.Parameters<'P>, CondExpLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CondExpLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CondExpLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CondExpLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CondExpLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> CondExpLif.options).Integral p s xs
