// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.LeakyIntegrator` on torch tensors: leaky integrator with an exponential synapse, a readout.
module LeakyIntegrator =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<LeakyIntegrator.Parameters<'P>, LeakyIntegrator.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.LeakyIntegrator.create options)

    /// One step with the default options: the output and the next state.
    let step (p: LeakyIntegrator.Parameters<'P>) s (x: torch.Tensor) = (create<'P> LeakyIntegrator.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: LeakyIntegrator.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> LeakyIntegrator.options).Integral p s xs
