// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.NmdaSynapse` on torch tensors: synapse of NMDA receptors.
module NmdaSynapse =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<NmdaSynapse.Parameters<'P>, NmdaSynapse.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.NmdaSynapse.create options)

    /// One step with the default options: the output and the next state.
    let step (p: NmdaSynapse.Parameters<'P>) s (x: torch.Tensor) = (create<'P> NmdaSynapse.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: NmdaSynapse.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> NmdaSynapse.options).Integral p s xs
