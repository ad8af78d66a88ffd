// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.PlasticSynapse` on torch tensors: synapse with spike-timing-dependent plasticity.
module PlasticSynapse =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<PlasticSynapse.Parameters<'P>, PlasticSynapse.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.PlasticSynapse.create options)

    /// One step with the default options: the output and the next state.
    let step (p: PlasticSynapse.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> PlasticSynapse.options).StepWith p s inputs

    /// All steps of inputs, [T; …], with the default options: all outputs and the last state.
    let integral (p: PlasticSynapse.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> PlasticSynapse.options).IntegralWith p s inputs
