namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Encoders
open Neurons.Primitives
open Neurons.Run

/// What the masks of dropout are a function of, together with each number's place.
type DropoutKey = {
    Seed: uint64
    /// Tells apart the layers of one seed.
    Stream: uint32
    /// Tells apart the training passes, ≥ 0.
    Pass: int64
}

/// Numbers set to zero at random in training, and the others divided by 1 − p, so that the mean stays (Srivastava et al. 2014).
/// By default one mask holds for all steps of a sequence, as is usual for spiking networks; the same neurons are then silent for the
/// whole sample. A mask is a function of its key: nothing is stored for the gradient, and nothing depends on the number of threads.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Dropout =
    [<Literal>]
    let private Owner = "Dropout"

    type Options = {
        /// p, the part of the numbers that is set to zero, in [0, 1).
        Probability: float
        /// Whether every step has a mask of its own.
        PerStep: bool
    }

    let options probability = { Probability = probability; PerStep = false }

    let check (o: Options) =
        Require.that Owner "Probability" o.Probability "in [0, 1)" (o.Probability >= 0.0 && o.Probability < 1.0)

    /// Parts of the steps of a sequence; with a target stride of 0, all steps are added to one.
    [<Sealed>]
    type private Work<'T
        when 'T: unmanaged and 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> INumber<'T>>
        (o: Options, key: DropoutKey, steps: int, width: int, x: Rows, y: Rows) =
        let part = 8192
        let parts = (width + part - 1) / part
        let adds = y.Stride = 0n && steps > 1
        let seed = DropoutMask.Seed(key.Seed, key.Stream, uint64 key.Pass)
        let scale = Element.ofFloat<'T> (1.0 / (1.0 - o.Probability))

        let apply step item add =
            let offset = nativeint item * nativeint (part * sizeof<'T>)

            DropoutMask.Apply<'T>(
                Memory.pointer<'T> (x.At(step, offset)),
                Memory.pointer<'T> (y.At(step, offset)),
                min part (width - item * part),
                seed,
                key.Stream,
                uint32 (item * part),
                (if o.PerStep then uint32 step else 0u),
                float32 o.Probability,
                scale,
                add
            )

        member work.Run() = Workers.Shared.Run((if adds then parts else parts * steps), work)

        interface IWork with
            member _.Run(_, item) =
                if adds then
                    for step in 0 .. steps - 1 do
                        apply step item (step > 0)
                else
                    apply (item / parts) (item % parts) false

    let private run
        (o: Options)
        (key: DropoutKey)
        steps
        width
        (source: Tensor<'T>)
        sourceMoves
        (target: Tensor<'T>)
        targetMoves
        =
        use lease = new Lease()
        let stride moves = if moves then nativeint (width: int) * nativeint sizeof<'T> else 0n

        if steps > 0 && width > 0 then
            Work<'T>(
                o,
                key,
                steps,
                width,
                { First = lease.Read source; Stride = stride sourceMoves },
                { First = lease.Write("into", target); Stride = stride targetMoves }
            )
                .Run()

        target

    let private width (x: InputSequence<'T>) =
        let shape = Shape.ofTensor (Sequence.tensor x)

        match x with
        | EachStep _ when shape.Length = 0 ->
            raise (ArgumentException $"%s{Owner}: the input has no dimensions; it must be [T, …].")
        | EachStep _ -> Shape.countOf shape 1 shape.Length
        | Unchanged _ -> Shape.count shape

    /// The sequence with numbers set to zero, written to `into` unless that is null. One that stays the same does so with one mask for
    /// all steps; with a mask at each, its result is [T; …].
    let forward (o: Options) (key: DropoutKey) (x: InputSequence<'T>) (into: Tensor<'T>) : InputSequence<'T> =
        check o
        let source = Sequence.tensor x
        let width = width x

        match x with
        | Unchanged(steps, _) when o.PerStep ->
            let shape = Array.append [| nativeint steps |] (Shape.ofTensor source)
            EachStep(run o key steps width source false (Sequence.buffer "into" shape into) true)
        | Unchanged(steps, _) ->
            let y = Sequence.bufferLike "into" source into
            Unchanged(steps, run o key 1 width source true y true)
        | EachStep _ ->
            let y = Sequence.bufferLike "into" source into
            EachStep(run o key (Sequence.steps x) width source true y true)

    /// The gradient of Σ dy·y with respect to x, in its shape, with the masks of `forward` at the same key.
    let inputGradient
        (o: Options)
        (key: DropoutKey)
        (x: InputSequence<'T>)
        (dy: Tensor<'T>)
        (into: Tensor<'T>)
        : Tensor<'T> =
        check o
        let shape = Shape.ofTensor (Sequence.tensor x)
        let dx = Sequence.buffer "into" shape into
        let width = width x

        match x with
        | Unchanged(steps, _) when o.PerStep ->
            let dy = Sequence.given "dy" (Array.append [| nativeint steps |] shape) dy
            run o key steps width dy true dx false
        | Unchanged _ -> run o key 1 width (Sequence.given "dy" shape dy) true dx true
        | EachStep _ -> run o key (Sequence.steps x) width (Sequence.given "dy" shape dy) true dx true
