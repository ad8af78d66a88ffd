// Generated from the models; tools/Neurons.Generate writes it anew.
namespace Neurons.Torch

open TorchSharp
open Neurons

/// `Neurons.LstmMembrane` on torch tensors: cell of a long short-term memory whose hidden state fires.
module LstmMembrane =
    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients.
    let create<'P> options : Neuron<LstmMembrane.Parameters<'P>, LstmMembrane.State<torch.Tensor>> =
        Neuron<_, _>(Neurons.TorchSharp.LstmMembrane.create options)

    /// One step with the default options: the output and the next state.
    let step (p: LstmMembrane.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> LstmMembrane.options).StepWith p s inputs

    /// All steps of inputs, [T; …], with the default options: all outputs and the last state.
    let integral (p: LstmMembrane.Parameters<'P>) s (inputs: torch.Tensor list) =
        (create<'P> LstmMembrane.options).IntegralWith p s inputs
