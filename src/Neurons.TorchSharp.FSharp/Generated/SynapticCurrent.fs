// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.SynapticCurrent` on torch tensors: current through a synaptic conductance, blocked by magnesium or not.
module SynapticCurrent =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<SynapticCurrent.Parameters<'P>, SynapticCurrent.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.SynapticCurrent.create options)

    /// One step with the default options: the output and the next state.
    let step (p: SynapticCurrent.Parameters<'P>) s (x: torch.Tensor) = (create<'P> SynapticCurrent.options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral (p: SynapticCurrent.Parameters<'P>) s (xs: torch.Tensor) =
        (create<'P> SynapticCurrent.options).Integral p s xs
