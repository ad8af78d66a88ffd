namespace Neurons.Run

open System
open System.Buffers
open System.Collections.Generic
open System.Numerics.Tensors
open System.Runtime.CompilerServices
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Primitives

module internal Shape =
    let ofTensor (tensor: Tensor<'T>) = tensor.Lengths.ToArray()

    let text (lengths: nativeint[]) = "[" + String.Join(", ", lengths) + "]"

    /// The number of elements; more than 2³¹ − 1 is an error.
    let count (lengths: nativeint[]) =
        let mutable product = 1L

        for length in lengths do
            // Both factors are at most 2³¹.
            product <- product * int64 (min length (nativeint Int32.MaxValue + 1n))

            if product > int64 Int32.MaxValue then
                raise (
                    ArgumentException
                        $"A tensor of shape {text lengths} has too many elements; {Int32.MaxValue} are allowed."
                )

        int product

    /// The index from which `lengths` ends with `tail`, or −1.
    let endsWith (lengths: nativeint[]) (tail: nativeint[]) =
        tail.Length <= lengths.Length
        && lengths.AsSpan(lengths.Length - tail.Length).SequenceEqual(ReadOnlySpan tail)

    let create<'T> (lengths: nativeint[]) : Tensor<'T> = Tensor.CreateFromShapeUninitialized<'T>(ReadOnlySpan lengths)

    let copy (source: Tensor<'T>) (target: Tensor<'T>) =
        let mutable span = target.AsTensorSpan()
        source.CopyTo &span

    let copied (source: Tensor<'T>) =
        let target = create<'T> (ofTensor source)
        copy source target
        target

    let zeros<'T> (lengths: nativeint[]) : Tensor<'T> = Tensor.CreateFromShape<'T>(ReadOnlySpan lengths)

/// The memory of tensors while a kernel works on it: pinned and contiguous, together with scratch memory; all given back at once.
[<Sealed>]
type internal Lease() =
    let handles = List<MemoryHandle>(8)
    let buffers = List<NativeBuffer>(8)

    let pin (tensor: Tensor<'T>) =
        if tensor.FlattenedLength = 0n then
            0n
        else
            handles.Add(tensor.GetPinnedHandle())
            // The handle's own pointer is that of the array, also where the tensor is a slice that starts further on.
            let span = tensor.AsTensorSpan()
            let first = &span.GetPinnableReference()
            NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> (Unsafe.AsPointer &first))

    /// A tensor to be read; one that is not contiguous is copied.
    member _.Read(tensor: Tensor<'T>) = pin (if tensor.IsDense then tensor else tensor.ToDenseTensor())

    /// A tensor to be written.
    member _.Write(name: string, tensor: Tensor<'T>) =
        if not tensor.IsDense then
            raise (
                ArgumentException(
                    $"The buffer {name} of shape {Shape.text (Shape.ofTensor tensor)} is not contiguous.",
                    name
                )
            )

        pin tensor

    member _.Scratch(bytes: int64) =
        let buffer = NativeBuffers.Rent(max 64L bytes)
        buffers.Add buffer
        NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> buffer.Pointer)

    interface IDisposable with
        member _.Dispose() =
            for handle in handles do
                handle.Dispose()

            for i in 0 .. buffers.Count - 1 do
                let mutable buffer = buffers[i]
                buffer.Dispose()
