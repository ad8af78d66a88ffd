namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open System.Runtime.InteropServices
open Neurons
open Neurons.Run

/// Sequences as rows of numbers: what the layers without state of their own see of [T; B; features…].
module internal Sequence =
    /// The tensor that a sequence is made of: [T; shape], or [shape] where it stays the same.
    let tensor (sequence: InputSequence<'T>) =
        match sequence with
        | EachStep null
        | Unchanged(_, null) -> raise (ArgumentNullException("x", "The tensor of the sequence is null."))
        | EachStep tensor
        | Unchanged(_, tensor) -> tensor

    let steps (sequence: InputSequence<'T>) =
        match sequence with
        | EachStep tensor -> int tensor.Lengths[0]
        | Unchanged(steps, _) -> steps

    let dense (tensor: Tensor<'T>) = if tensor.IsDense then tensor else tensor.ToDenseTensor()

    /// The elements of a contiguous tensor.
    let span (tensor: Tensor<'T>) : Span<'T> = Shape.span tensor

    let readOnly (tensor: Tensor<'T>) : ReadOnlySpan<'T> = Span.op_Implicit (span (dense tensor))

    /// The place of the first number that is NaN or infinite; −1 where all are finite.
    let firstNotFinite<'T when 'T :> INumberBase<'T>> (values: ReadOnlySpan<'T>) : int =
        if TensorPrimitives.IsFiniteAll<'T> values then
            -1
        else
            let mutable place = 0

            while 'T.IsFinite values[place] do
                place <- place + 1

            place

    /// The caller's buffer if it has the shape and is contiguous; a new tensor where there is none (null).
    let buffer (name: string) (shape: nativeint[]) (given: Tensor<'T>) : Tensor<'T> =
        if isNull given then
            Shape.create<'T> shape
        elif not given.IsDense || not (given.Lengths.SequenceEqual(ReadOnlySpan shape)) then
            raise (
                ArgumentException(
                    $"The buffer %s{name} has the shape %s{Shape.text (Shape.ofTensor given)}; contiguous %s{Shape.text shape} is needed.",
                    name
                )
            )
        else
            given

    /// The caller's buffer if it has the shape of another tensor and is contiguous; a new tensor where there is none (null).
    let bufferLike (name: string) (other: Tensor<'A>) (given: Tensor<'T>) : Tensor<'T> =
        if not (isNull given) && given.IsDense && given.Lengths.SequenceEqual other.Lengths then
            given
        else
            buffer name (Shape.ofTensor other) given

    /// An unchanged sequence written out step by step.
    let repeated (sequence: InputSequence<'T>) (into: Tensor<'T>) =
        let row = readOnly (tensor sequence)
        let target = span into

        for t in 0 .. steps sequence - 1 do
            row.CopyTo(target.Slice(t * row.Length, row.Length))

        into

    /// The sum over the first dimension, in order.
    let summedOverTime<'T
        when 'T :> System.Numerics.IAdditionOperators<'T, 'T, 'T> and 'T :> System.Numerics.IAdditiveIdentity<'T, 'T>>
        (sequence: Tensor<'T>)
        (into: Tensor<'T>)
        =
        let source = readOnly sequence
        let target = span into
        target.Clear()

        for t in 0 .. int sequence.Lengths[0] - 1 do
            TensorPrimitives.Add<'T>(Span.op_Implicit target, source.Slice(t * target.Length, target.Length), target)

        into
