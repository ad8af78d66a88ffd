// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.HindmarshRose` on torch tensors: Hindmarsh and Rose's bursting neuron of three variables.
module HindmarshRose =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<HindmarshRose.Parameters<'P>, HindmarshRose.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.HindmarshRose.create options)

    /// One step with the default options: the output and the next state.
    let step (p: HindmarshRose.Parameters<'P>) s (x: torch.Tensor) = (create<'P> HindmarshRose.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: HindmarshRose.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> HindmarshRose.options).Integral p s xs
