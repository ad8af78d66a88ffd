// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaLif` on torch tensors: current-based leaky integrate-and-fire neuron with exponential synapses.
module CubaLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaLif.Parameters<'P>, CubaLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CubaLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> CubaLif.options).Integral p s xs
