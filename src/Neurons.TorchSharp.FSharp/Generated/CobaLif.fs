// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.CobaLif` on torch tensors: conductance-based leaky integrate-and-fire neuron.
module CobaLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<CobaLif.Parameters<'P>, CobaLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.CobaLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: CobaLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> CobaLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: CobaLif.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> CobaLif.options).Integral p s xs
