namespace Neurons.Run

open System
open System.Buffers
open System.Collections.Generic
open System.Numerics.Tensors
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open Microsoft.FSharp.NativeInterop
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

    let text (lengths: nativeint[]) = ShapeText.Of(ReadOnlySpan lengths)

    /// The number of elements of the dimensions from `first` on, up to `until`; more than an array can hold is an error.
    let countOf (lengths: nativeint[]) first until =
        let mutable product = 1L

        for d in first .. until - 1 do
            // Both factors are at most 2³¹.
            product <- product * int64 (min lengths[d] (nativeint Int32.MaxValue + 1n))

            if product > int64 Array.MaxLength then
                raise (
                    ArgumentException
                        $"A tensor of shape %s{text lengths} has too many elements; %d{Array.MaxLength} are allowed."
                )

        int product

    /// The number of elements.
    let count (lengths: nativeint[]) = countOf lengths 0 lengths.Length

    /// The index from which `lengths` ends with `tail`, or −1.
    let endsWith (lengths: nativeint[]) (tail: nativeint[]) =
        tail.Length <= lengths.Length
        && lengths.AsSpan(lengths.Length - tail.Length).SequenceEqual(ReadOnlySpan tail)

    /// A tensor for results, its values whatever was in memory; a large one begins on a cache line.
    let create<'T> (lengths: nativeint[]) : Tensor<'T> =
        count lengths |> ignore
        AlignedTensor.CreateUninitialized<'T>(ReadOnlySpan lengths)

    /// The elements of a contiguous tensor.
    let span (tensor: Tensor<'T>) : Span<'T> =
        if tensor.FlattenedLength = 0n then
            Span.Empty
        else
            let whole = tensor.AsTensorSpan()
            MemoryMarshal.CreateSpan(&whole.GetPinnableReference(), int tensor.FlattenedLength)

    /// The elements of a tensor, in a copy where they are not side by side.
    let readOnly (tensor: Tensor<'T>) : ReadOnlySpan<'T> =
        Span.op_Implicit (span (if tensor.IsDense then tensor else tensor.ToDenseTensor()))

    /// Copies one tensor to another of its shape. Where both are contiguous, as one span: element by element takes many times as long.
    let copy (source: Tensor<'T>) (target: Tensor<'T>) =
        if source.IsDense && target.IsDense && source.Lengths.SequenceEqual target.Lengths then
            (span source).CopyTo(span target)
        else
            let mutable strided = target.AsTensorSpan()
            source.CopyTo &strided

    /// Writes zeros.
    let clear (tensor: Tensor<'T>) = if tensor.IsDense then (span tensor).Clear() else tensor.Clear()

    let copied (source: Tensor<'T>) =
        let target = create<'T> (ofTensor source)
        copy source target
        target

    let zeros<'T> (lengths: nativeint[]) : Tensor<'T> =
        count lengths |> ignore
        Tensor.CreateFromShape<'T>(ReadOnlySpan lengths)

/// What a lease holds, in lists that a later lease of the thread uses again. A circle has a lease for each of its layers at once.
[<Sealed; AllowNullLiteral>]
type private Holdings() =
    [<ThreadStatic; DefaultValue>]
    static val mutable private spare: Holdings

    [<DefaultValue>]
    val mutable private next: Holdings

    /// How many come after it.
    [<DefaultValue>]
    val mutable private after: int

    member val Handles = List<MemoryHandle>()
    member val Buffers = List<NativeBuffer>()

    static member Take() =
        match Holdings.spare with
        | null -> Holdings()
        | spare ->
            Holdings.spare <- spare.next
            spare.next <- null
            spare.after <- 0
            spare

    /// Gives back what it holds.
    member h.Clear() =
        for handle in h.Handles do
            handle.Dispose()

        for i in 0 .. h.Buffers.Count - 1 do
            let mutable buffer = h.Buffers[i]
            buffer.Dispose()

        h.Handles.Clear()
        h.Buffers.Clear()

    /// Leaves the lists to a later lease of the thread.
    member h.Return() =
        h.Clear()
        let spare = Holdings.spare

        if isNull spare || spare.after < 7 then
            h.after <- if isNull spare then 0 else spare.after + 1
            h.next <- spare
            Holdings.spare <- h

/// The memory of tensors while a kernel works on it: pinned and contiguous, together with scratch memory; all given back at once.
[<Sealed>]
type internal Lease() =
    let mutable holdings = Holdings.Take()

    let pin (tensor: Tensor<'T>) =
        if tensor.FlattenedLength = 0n then
            0n
        else
            holdings.Handles.Add(tensor.GetPinnedHandle())
            // The handle's own pointer is that of the array, also where the tensor is a slice that starts further on.
            let span = tensor.AsTensorSpan()
            let first = &span.GetPinnableReference()
            NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> (Unsafe.AsPointer &first))

    /// Gives back what it holds, to be used for another call.
    member _.Release() = holdings.Clear()

    /// The first element of a tensor, however the others lie.
    member _.First(tensor: Tensor<'T>) = pin tensor

    /// A tensor to be read; one that is not contiguous is copied.
    member _.Read(tensor: Tensor<'T>) = pin (if tensor.IsDense then tensor else tensor.ToDenseTensor())

    /// A tensor to be written.
    member _.Write(name: string, tensor: Tensor<'T>) =
        if not tensor.IsDense then
            raise (
                ArgumentException(
                    $"The buffer %s{name} of shape %s{Shape.text (Shape.ofTensor tensor)} is not contiguous.",
                    name
                )
            )

        pin tensor

    member _.Scratch(bytes: int64) =
        let buffer = NativeBuffers.Rent(max 64L bytes)
        holdings.Buffers.Add buffer
        NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> buffer.Pointer)

    interface IDisposable with
        member _.Dispose() =
            if not (isNull holdings) then
                holdings.Return()
                holdings <- null
