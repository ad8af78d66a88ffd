namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Microsoft.FSharp.NativeInterop
open Neurons.Primitives
open Neurons.Run

/// A change of up to four arrays of one length (those without are 0; b is only read), each element by itself, in vectors and on all
/// threads. Whatever the width of a vector and the number of threads, an element sees the same operations, so that its bits are the same.
[<AbstractClass>]
type internal ElementwiseUpdate<'T when 'T: unmanaged>
    (count: int, a: nativeint, b: nativeint, c: nativeint, d: nativeint) =
    let part = 1 <<< 14

    /// So many whole vectors from these addresses on.
    abstract Advance: vectors: int * a: nativeint * b: nativeint * c: nativeint * d: nativeint -> unit

    member update.Run() = Workers.Shared.Run((count + part - 1) / part, update)

    /// The last elements, too few for a vector: in vectors of their own.
    member private update.Rest(length: int, start: nativeint) =
        let bytes = nativeint (length * sizeof<'T>)
        let vectors = NativePtr.toNativeInt (NativePtr.stackalloc<Vector<'T>> 4)
        let place i = vectors + nativeint (i * sizeof<Vector<'T>>)
        Memory.clear vectors (nativeint (4 * sizeof<Vector<'T>>))

        let bring array i =
            if array <> 0n then
                Memory.copy (array + start) (place i) bytes

        let fetch array i =
            if array <> 0n then
                Memory.copy (place i) (array + start) bytes

        bring a 0
        bring b 1
        bring c 2
        bring d 3

        update.Advance(
            1,
            place 0,
            (if b = 0n then 0n else place 1),
            (if c = 0n then 0n else place 2),
            (if d = 0n then 0n else place 3)
        )

        fetch a 0
        fetch c 2
        fetch d 3

    interface IWork with
        member update.Run(_, item) =
            let length = min part (count - item * part)
            let start = nativeint (item * part * sizeof<'T>)
            let at array = if array = 0n then 0n else array + start
            let vectors = length / Vector<'T>.Count
            update.Advance(vectors, at a, at b, at c, at d)
            let done' = vectors * Vector<'T>.Count

            if done' < length then
                update.Rest(length - done', start + nativeint (done' * sizeof<'T>))

/// The arrays of an optimizer's update in place, of one shape, held while it runs; `number` counts the updates from 1.
[<Sealed>]
type internal UpdatedArrays<'T when 'T: unmanaged>
    (optimizer: string, number: int64, parameter: Tensor<'T>, gradient: Tensor<'T>) =
    do OptimizerOptions.number optimizer number

    do
        Sequence.bufferLike "gradient" (Shape.present "parameter" parameter) (Shape.present "gradient" gradient)
        |> ignore

    let lease = new Lease()

    let write name (tensor: Tensor<'T>) = lease.Write(name, Sequence.bufferLike name parameter tensor)

    member _.Count = int parameter.FlattenedLength
    member _.Parameter = write "parameter" parameter
    member _.Gradient = lease.Read gradient

    /// What the optimizer keeps for the parameter.
    member _.State(name: string, tensor: Tensor<'T>) =
        if isNull tensor then
            raise (
                ArgumentNullException(
                    name,
                    $"%s{optimizer}: %s{name} is null; %s{Shape.text (Shape.ofTensor parameter)} is needed."
                )
            )

        write name tensor

    interface IDisposable with
        member _.Dispose() = (lease :> IDisposable).Dispose()
