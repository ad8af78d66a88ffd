// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ReceptorSynapse` on torch tensors: synapse of AMPA or GABA_A receptors.
module ReceptorSynapse =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ReceptorSynapse.Parameters<'P>, ReceptorSynapse.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ReceptorSynapse.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ReceptorSynapse.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ReceptorSynapse.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ReceptorSynapse.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ReceptorSynapse.options).Integral p s xs
