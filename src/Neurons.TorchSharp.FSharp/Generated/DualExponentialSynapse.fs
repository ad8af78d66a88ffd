// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.DualExponentialSynapse` on torch tensors: synapse that rises and decays, each exponentially.
module DualExponentialSynapse =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<DualExponentialSynapse.Parameters<'P>, DualExponentialSynapse.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.DualExponentialSynapse.create options)

    /// One step with the default options: the output and the next state.
    let step (p: DualExponentialSynapse.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> DualExponentialSynapse.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: DualExponentialSynapse.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> DualExponentialSynapse.options).Integral p s xs
