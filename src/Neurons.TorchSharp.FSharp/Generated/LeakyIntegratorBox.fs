// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.LeakyIntegratorBox` on torch tensors: leaky integrator without synapses, a readout.
module LeakyIntegratorBox =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<LeakyIntegratorBox.Parameters<'P>, LeakyIntegratorBox.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.LeakyIntegratorBox.create options)

    /// One step with the default options: the output and the next state.
    let step (p: LeakyIntegratorBox.Parameters<'P>) s (x: torch.Tensor) =
        (create<'P> LeakyIntegratorBox.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: LeakyIntegratorBox.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> LeakyIntegratorBox.options).Integral p s xs
