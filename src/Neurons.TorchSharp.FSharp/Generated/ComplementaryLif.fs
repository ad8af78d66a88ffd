// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ComplementaryLif` on torch tensors: leaky integrate-and-fire neuron with a complementary potential.
module ComplementaryLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ComplementaryLif.Parameters<'P>, ComplementaryLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ComplementaryLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ComplementaryLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ComplementaryLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ComplementaryLif.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ComplementaryLif.options).Integral p s xs
