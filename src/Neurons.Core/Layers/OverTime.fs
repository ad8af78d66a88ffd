namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Run

/// What stands for the steps of a sequence.
type TimeReduction =
    /// The largest; the gradient goes to the first step that has it.
    | LargestOverTime
    /// The mean.
    | AverageOverTime
    /// The sum: of spikes, how many there are.
    | TotalOverTime
    /// The last step.
    | LastOfTime

/// One step for a sequence [T; …]: a readout.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module OverTime =
    let private shape (x: InputSequence<'T>) =
        let lengths = Shape.ofTensor (Sequence.tensor x)

        match x with
        | EachStep _ when lengths.Length = 0 || lengths[0] = 0n ->
            raise (
                ArgumentException
                    $"A readout needs at least one step; the input has the shape %s{Shape.text lengths}, it must be [T, …]."
            )
        | EachStep _ -> lengths[1..]
        | Unchanged(0, _) -> raise (ArgumentException "A readout needs at least one step; the input has none.")
        | Unchanged _ -> lengths

    let private copy (x: ReadOnlySpan<'T>) (y: Span<'T>) = x.CopyTo y

    let private add (x: ReadOnlySpan<'T>) (y: Span<'T>) = TensorPrimitives.Add<'T>(Span.op_Implicit y, x, y)

    /// The sum of the rows, in runs short enough for a count of spikes to be exact in float32.
    let private total (rows: ReadOnlySpan<'T>) steps (y: Span<'T>) =
        let longest = 1 <<< 16
        let run: 'T[] = if steps > longest then Array.zeroCreate y.Length else [||]

        for start in 0..longest .. steps - 1 do
            let sum = if start = 0 then y else run.AsSpan()
            copy (rows.Slice(start * y.Length, y.Length)) sum

            for t in start + 1 .. min steps (start + longest) - 1 do
                add (rows.Slice(t * y.Length, y.Length)) sum

            if start > 0 then
                add (Span.op_Implicit sum) y

    let private multiply (y: Span<'T>) (factor: float) =
        TensorPrimitives.Multiply<'T>(Span.op_Implicit y, Element.ofFloat<'T> factor, y)

    /// What stands for the sequence, without time: written to `into` unless that is null.
    let forward<'T when 'T :> INumber<'T>>
        (reduction: TimeReduction)
        (x: InputSequence<'T>)
        (into: Tensor<'T>)
        : Tensor<'T> =
        let target = Sequence.buffer "into" (shape x) into
        let y = Sequence.span target
        let values = Sequence.readOnly (Sequence.tensor x)
        let steps = Sequence.steps x

        match x, reduction with
        | Unchanged _, TotalOverTime ->
            copy values y
            multiply y (float steps)
        | Unchanged _, _ -> copy values y
        | EachStep _, LastOfTime -> copy (values.Slice((steps - 1) * y.Length)) y
        | EachStep _, LargestOverTime ->
            copy (values.Slice(0, y.Length)) y

            for t in 1 .. steps - 1 do
                TensorPrimitives.Max<'T>(Span.op_Implicit y, values.Slice(t * y.Length, y.Length), y)
        | EachStep _, _ ->
            total values steps y

            if reduction = AverageOverTime then
                multiply y (1.0 / float steps)

        target

    /// The gradient of Σ dy·y with respect to x, in its shape, for the result y of `forward`; for an unchanged sequence, the sum over
    /// time.
    let inputGradient<'T when 'T :> INumber<'T>>
        (reduction: TimeReduction)
        (x: InputSequence<'T>)
        (y: Tensor<'T>)
        (dy: Tensor<'T>)
        (into: Tensor<'T>)
        : Tensor<'T> =
        let shape = shape x
        let source = Sequence.tensor x
        let dx = Sequence.bufferLike "into" source into
        let target = Sequence.span dx
        let outer = Sequence.readOnly (Sequence.given "dy" shape dy)
        let width, steps = outer.Length, Sequence.steps x

        match x, reduction with
        | Unchanged _, TotalOverTime ->
            copy outer target
            multiply target (float steps)
        | Unchanged _, _ -> copy outer target
        | EachStep _, LastOfTime ->
            target.Clear()
            copy outer (target.Slice((steps - 1) * width))
        | EachStep _, LargestOverTime ->
            let values = Sequence.readOnly source
            let largest = Sequence.readOnly (Sequence.given "y" shape y)
            let isTaken: bool[] = Array.zeroCreate width
            target.Clear()

            for t in 0 .. steps - 1 do
                for i in 0 .. width - 1 do
                    if not isTaken[i] && values[t * width + i].Equals largest[i] then
                        isTaken[i] <- true
                        target[t * width + i] <- outer[i]
        | EachStep _, _ ->
            copy outer (target.Slice(0, width))

            if reduction = AverageOverTime then
                multiply (target.Slice(0, width)) (1.0 / float steps)

            for t in 1 .. steps - 1 do
                copy (Span.op_Implicit (target.Slice(0, width))) (target.Slice(t * width, width))

        dx
