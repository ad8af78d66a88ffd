// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ResonateAndFire` on torch tensors: resonate-and-fire neuron.
module ResonateAndFire =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ResonateAndFire.Parameters<'P>, ResonateAndFire.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ResonateAndFire.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ResonateAndFire.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ResonateAndFire.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ResonateAndFire.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ResonateAndFire.options).Integral p s xs
