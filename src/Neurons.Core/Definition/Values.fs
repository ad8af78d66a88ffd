namespace Neurons

open System
open System.Numerics.Tensors

/// The value of a parameter: always float64, rounded once for a float32 kernel.
type ParameterValue =
    /// One number for all neurons.
    | Shared of float
    /// One number a neuron: the shape of a layer, that is the last dimensions of the state's shape; a batch repeats it.
    | PerNeuron of Tensor<float>

    static member op_Implicit(value: float) : ParameterValue = Shared value

    /// The numbers, in order: one where it is shared.
    member v.ToArray() : float[] =
        match v with
        | Shared value -> [| value |]
        | PerNeuron tensor ->
            let flat = Array.zeroCreate (int tensor.FlattenedLength)
            tensor.FlattenTo(Span flat)
            flat

    /// The sum of two values of one kind and shape, such as two gradients.
    static member Add(a: ParameterValue, b: ParameterValue) =
        match a, b with
        | Shared a, Shared b -> Shared(a + b)
        | PerNeuron a, PerNeuron b ->
            let x = a.AsReadOnlyTensorSpan()
            let y = b.AsReadOnlyTensorSpan()
            PerNeuron(Tensor.Add<float>(&x, &y))
        | _ -> invalidArg (nameof b) "A shared and a per-neuron value can't be added."

/// An input over time, time first.
[<Struct>]
type InputSequence<'T> =
    /// [T; shape of the state]: a row a step.
    | EachStep of sequence: Tensor<'T>
    /// [shape of the state]: the same at each of so many steps; it is neither copied nor computed T times.
    | Unchanged of steps: int * constant: Tensor<'T>

    /// The tensor that it is made of: [T; shape], or [shape] where it stays the same.
    member s.Tensor =
        match s with
        | EachStep tensor
        | Unchanged(_, tensor) ->
            if isNull tensor then
                raise (ArgumentNullException("x", "The tensor of the sequence is null."))

            tensor

    /// The number of steps, T.
    member s.Steps =
        match s with
        | EachStep _ -> int s.Tensor.Lengths[0]
        | Unchanged(steps, _) -> steps

/// The states of neurons between two steps: one tensor a state, all of one shape, and where the run stands: how many
/// steps have been taken, and what its random numbers are drawn from. Immutable: a call returns a new one.
[<Struct>]
type StateValues<'T> = {
    Values: Tensor<'T>[]
    Step: int64
    Seed: uint64
    /// Tells apart the random numbers of the layers of one network.
    Stream: uint32
} with

    /// The shape of every state, [batch…; features…].
    member s.Shape = s.Values[0].Lengths.ToArray()
