// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.DecayingTrace` on torch tensors: decaying trace of spikes.
module DecayingTrace =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<DecayingTrace.Parameters<'P>, DecayingTrace.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.DecayingTrace.create options)

    /// One step with the default options: the output and the next state.
    let step (p: DecayingTrace.Parameters<'P>) s (x: torch.Tensor) = (create<'P> DecayingTrace.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: DecayingTrace.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> DecayingTrace.options).Integral p s xs
