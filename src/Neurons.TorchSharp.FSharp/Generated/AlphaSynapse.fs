// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.AlphaSynapse` on torch tensors: synapse with the shape of an alpha function.
module AlphaSynapse =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<AlphaSynapse.Parameters<'P>, AlphaSynapse.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.AlphaSynapse.create options)

    /// One step with the default options: the output and the next state.
    let step (p: AlphaSynapse.Parameters<'P>) s (x: torch.Tensor) = (create<'P> AlphaSynapse.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: AlphaSynapse.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> AlphaSynapse.options).Integral p s xs
