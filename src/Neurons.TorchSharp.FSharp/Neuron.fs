namespace Neurons.Torch

open TorchSharp
open Neurons
open Neurons.TorchSharp

/// A neuron of one model with its options chosen, on torch tensors, in the records of the model: as the `Neuron` on the library's own
/// tensors. 'Parameters holds for each parameter a `ParameterValue`, or a tensor, whose gradient autograd computes: one without
/// dimensions is one number for all neurons, another has the last dimensions of the state's shape. 'State holds a tensor for each state.
/// Autograd follows every call; the tensors that it returns belong to the dispose scope around it.
[<Sealed>]
type Neuron<'Parameters, 'State> internal (neuron: TorchNeuron<'State>) =
    member _.Definition = neuron.Definition

    /// The initial state of a shape, [batch…; features…], without gradient; by default of torch's default type, on the CPU, with seed 0
    /// and stream 0, which random numbers are drawn from.
    member _.Initial
        (p: 'Parameters, shape: int[], ?seed: uint64, ?stream: uint32, ?dtype: torch.ScalarType, ?device: torch.Device)
        : Snapshot<'State> =
        neuron.Initial(
            p,
            Array.map int64 shape,
            defaultArg seed 0UL,
            defaultArg stream 0u,
            Option.toObj device,
            Option.toNullable dtype
        )

    /// One step: the output and the next state. x has the shape of the state.
    member n.Step (p: 'Parameters) (s: Snapshot<'State>) (x: torch.Tensor) = n.StepWith p s [ x ]

    /// As `Step`, of a neuron with several inputs.
    member _.StepWith
        (p: 'Parameters)
        (s: Snapshot<'State>)
        (inputs: torch.Tensor list)
        : struct (torch.Tensor * Snapshot<'State>) =
        neuron.Step(p, s, List.toArray inputs)

    /// All steps of xs, [T; shape]: the outputs, [T; shape], and the last state. It is T times `Step`, only faster.
    member n.Integral (p: 'Parameters) (s: Snapshot<'State>) (xs: torch.Tensor) = n.IntegralWith p s [ xs ]

    /// As `Integral`, of a neuron with several inputs.
    member _.IntegralWith
        (p: 'Parameters)
        (s: Snapshot<'State>)
        (inputs: torch.Tensor list)
        : struct (torch.Tensor * Snapshot<'State>) =
        neuron.Integral(p, s, List.toArray inputs)
