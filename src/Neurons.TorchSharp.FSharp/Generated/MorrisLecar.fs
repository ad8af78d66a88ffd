// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.MorrisLecar` on torch tensors: Morris and Lecar's neuron, of two variables, with calcium and potassium channels.
module MorrisLecar =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<MorrisLecar.Parameters<'P>, MorrisLecar.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.MorrisLecar.create options)

    /// One step with the default options: the output and the next state.
    let step (p: MorrisLecar.Parameters<'P>) s (x: torch.Tensor) = (create<'P> MorrisLecar.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: MorrisLecar.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> MorrisLecar.options).Integral p s xs
