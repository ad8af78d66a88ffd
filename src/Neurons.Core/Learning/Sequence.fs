namespace Neurons.Learning

open System
open System.Numerics.Tensors
open System.Runtime.InteropServices
open Neurons
open Neurons.Run

/// Sequences as rows of numbers: what the layers without state of their own see of [T; B; features…].
module internal Sequence =
    /// The tensor that a sequence is made of: [T; shape], or [shape] where it stays the same.
    let tensor (sequence: InputSequence<'T>) =
        match sequence with
        | EachStep tensor -> tensor
        | Unchanged(_, tensor) -> tensor

    /// A sequence of the same kind, made of another tensor.
    let like (sequence: InputSequence<'A>) (tensor: Tensor<'T>) =
        match sequence with
        | EachStep _ -> EachStep tensor
        | Unchanged(steps, _) -> Unchanged(steps, tensor)

    let steps (sequence: InputSequence<'T>) =
        match sequence with
        | EachStep tensor -> int tensor.Lengths[0]
        | Unchanged(steps, _) -> steps

    let dense (tensor: Tensor<'T>) = if tensor.IsDense then tensor else tensor.ToDenseTensor()

    /// The elements of a contiguous tensor.
    let span (tensor: Tensor<'T>) : Span<'T> =
        if tensor.FlattenedLength = 0n then
            Span.Empty
        else
            (let whole = tensor.AsTensorSpan() in
             MemoryMarshal.CreateSpan(&whole.GetPinnableReference(), int tensor.FlattenedLength))

    let readOnly (tensor: Tensor<'T>) : ReadOnlySpan<'T> = Span.op_Implicit (span (dense tensor))

    /// The caller's buffer if it has the shape and is contiguous; a new tensor where there is none (null).
    let buffer (name: string) (shape: nativeint[]) (given: Tensor<'T>) : Tensor<'T> =
        if isNull given then
            Shape.create<'T> shape
        elif not given.IsDense || not (given.Lengths.SequenceEqual(ReadOnlySpan shape)) then
            raise (
                ArgumentException(
                    $"The buffer {name} has the shape {Shape.text (Shape.ofTensor given)}; contiguous {Shape.text shape} is needed.",
                    name
                )
            )
        else
            given
