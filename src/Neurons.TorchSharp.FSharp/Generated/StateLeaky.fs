// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.StateLeaky` on torch tensors: leaky neuron without a reset, with graded spikes.
module StateLeaky =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<StateLeaky.Parameters<'P>, StateLeaky.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.StateLeaky.create options)

    /// One step with the default options: the output and the next state.
    let step (p: StateLeaky.Parameters<'P>) s (x: torch.Tensor) = (create<'P> StateLeaky.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: StateLeaky.Parameters<'P>) s (xs: torch.Tensor) = (create<'P> StateLeaky.options).Integral p s xs
