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

    /// The initial state of a shape, [batch…; features…], without gradient; by default with seed 0 and stream 0, which random numbers are
    /// drawn from, and of the type and on the device of the parameters that are tensors. Where none is, of torch's default type and on the
    /// CPU: `InitialFor` takes shape, type and device from the sequence.
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

    /// The initial state for a sequence, [T; batch…; features…]: of its shape, its type, and on its device.
    member _.InitialFor(p: 'Parameters, xs: torch.Tensor, ?seed: uint64, ?stream: uint32) : Snapshot<'State> =
        neuron.InitialFor(p, xs, defaultArg seed 0UL, defaultArg stream 0u)

    /// A module from [T; batch…; features…] to the output at every step, as `torch.nn.Sequential` takes them. Every call starts from the
    /// initial state. It begins with these parameters: those that are tensors with a gradient are learnable, and registered under their
    /// names; the others are fixed. Random numbers are drawn from seed and stream, in training others at every call.
    member _.Stateless(p: 'Parameters, ?seed: uint64, ?stream: uint32) : StatelessNeuron =
        neuron.Stateless(p, defaultArg seed 0UL, defaultArg stream 0u)

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
