namespace Neurons.Run

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Primitives

module internal Shape =
    let ofTensor (tensor: Tensor<'T>) = tensor.Lengths.ToArray()

    /// The tensor, which must be there: null is an ArgumentNullException with its name.
    let present (name: string) (tensor: Tensor<'T>) =
        if isNull tensor then
            raise (ArgumentNullException(name, $"The tensor %s{name} is null."))

        tensor

    /// Whether a tensor has the shape.
    let isOf (tensor: Tensor<'T>) (lengths: nativeint[]) = tensor.Lengths.SequenceEqual(ReadOnlySpan lengths)

    /// Whether a tensor has the shape after its first dimension.
    let isOver (tensor: Tensor<'T>) (lengths: nativeint[]) =
        tensor.Rank = lengths.Length + 1 && tensor.Lengths.Slice(1).SequenceEqual(ReadOnlySpan lengths)

    /// Whether one number stands for all elements.
    let isOneNumber (tensor: Tensor<'T>) = tensor.FlattenedLength > 0n && not (tensor.Strides.ContainsAnyExcept 0n)

    /// A tensor of which one number is all elements.
    let ofOneNumber (lengths: nativeint[]) (value: 'T) : Tensor<'T> =
        if Array.contains 0n lengths then
            Tensor.CreateFromShape<'T>(ReadOnlySpan lengths)
        else
            Tensor.Create([| value |], ReadOnlySpan lengths, ReadOnlySpan(Array.zeroCreate<nativeint> lengths.Length))

    let text (lengths: nativeint[]) = Shapes.Text(ReadOnlySpan lengths)

    /// The number of elements; more than an array can hold is an error.
    let count (lengths: nativeint[]) = Shapes.Elements(ReadOnlySpan lengths)

    /// The number of elements of the dimensions from `first` on, up to `until`.
    let countOf (lengths: nativeint[]) first until = Shapes.Elements(ReadOnlySpan(lengths, first, until - first))

    /// The index from which `lengths` ends with `tail`, or −1.
    let endsWith (lengths: nativeint[]) (tail: nativeint[]) =
        tail.Length <= lengths.Length
        && lengths.AsSpan(lengths.Length - tail.Length).SequenceEqual(ReadOnlySpan tail)

    /// A tensor for results, its values whatever was in memory; a large one begins on a cache line.
    let create<'T> (lengths: nativeint[]) : Tensor<'T> =
        count lengths |> ignore
        AlignedTensor.CreateUninitialized<'T>(ReadOnlySpan lengths)

    /// The elements of a contiguous tensor.
    let span (tensor: Tensor<'T>) : Span<'T> = TensorSpans.Span tensor

    /// The elements of a tensor, in a copy where they are not side by side.
    let readOnly (tensor: Tensor<'T>) : ReadOnlySpan<'T> = TensorSpans.ReadOnlySpan tensor

    /// Copies one tensor to another of its shape.
    let copy (source: Tensor<'T>) (target: Tensor<'T>) = TensorSpans.CopyNumbersTo(source, target)

    /// Writes zeros.
    let clear (tensor: Tensor<'T>) = if tensor.IsDense then (span tensor).Clear() else tensor.Clear()

    let copied (source: Tensor<'T>) =
        let target = create<'T> (ofTensor source)
        copy source target
        target

    let zeros<'T> (lengths: nativeint[]) : Tensor<'T> =
        count lengths |> ignore
        Tensor.CreateFromShape<'T>(ReadOnlySpan lengths)
