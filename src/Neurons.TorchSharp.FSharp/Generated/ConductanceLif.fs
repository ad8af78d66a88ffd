// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.ConductanceLif` on torch tensors: leaky integrate-and-fire neuron with a conductance-based synapse inside.
module ConductanceLif =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<ConductanceLif.Parameters<'P>, ConductanceLif.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.ConductanceLif.create options)

    /// One step with the default options: the output and the next state.
    let step (p: ConductanceLif.Parameters<'P>) s (x: torch.Tensor) = (create<'P> ConductanceLif.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: ConductanceLif.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> ConductanceLif.options).Integral p s xs
