// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CubaExpIf` on torch tensors: current-based exponential integrate-and-fire neuron.
module CubaExpIf =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CubaExpIf.Parameters<'P>, CubaExpIf.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CubaExpIf.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CubaExpIf.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CubaExpIf.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CubaExpIf.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> CubaExpIf.options).Integral p s xs
