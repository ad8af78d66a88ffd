namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Encoders
open Neurons.Run

/// A sequence that arrives a fixed number of steps later; before it, zeros, or what an earlier part of the sequence still held.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Delay =
    let private stepShape (x: InputSequence<'T>) =
        let shape = Shape.ofTensor (Sequence.tensor x)

        match x with
        | EachStep _ when shape.Length = 0 ->
            raise (ArgumentException "Delay: the input has no dimensions; it must be [T, …].")
        | EachStep _ -> shape[1..]
        | Unchanged _ -> shape

    /// Row t of a sequence.
    let private row (x: InputSequence<'T>) width t : ReadOnlySpan<'T> =
        let values = Sequence.readOnly (Sequence.tensor x)
        if x.IsEachStep then values.Slice(t * width, width) else values

    /// The delayed sequence [T; …], written to `into` unless that is null; and the last `steps` rows of the input, [steps; …], for the
    /// part of the sequence that follows, where they are `before`. Null before the first.
    let forward
        (steps: int)
        (before: Tensor<'T>)
        (x: InputSequence<'T>)
        (into: Tensor<'T>)
        : struct (Tensor<'T> * Tensor<'T>) =
        Require.atLeast "Delay" "steps" 1 steps
        let shape = stepShape x
        let total, width = Sequence.steps x, Shape.count shape
        let held = Array.append [| nativeint steps |] shape

        let before =
            if isNull before then
                Shape.zeros<'T> held
            elif Shape.isOf before held then
                Sequence.dense before
            else
                raise (
                    ArgumentException
                        $"Delay: before has the shape %s{Shape.text (Shape.ofTensor before)}; it must be %s{Shape.text held}, the last %d{steps} steps of the input before."
                )

        let y = Sequence.buffer "into" (Array.append [| nativeint total |] shape) into
        let after = Shape.create<'T> held

        for t in 0 .. total - 1 do
            let target = (Sequence.span y).Slice(t * width, width)

            if t < steps then
                (Sequence.readOnly before).Slice(t * width, width).CopyTo target
            else
                (row x width (t - steps)).CopyTo target

        // the last rows of what was held and the input, one after the other
        for i in 0 .. steps - 1 do
            let target = (Sequence.span after).Slice(i * width, width)
            let t = total - steps + i

            if t < 0 then
                (Sequence.readOnly before).Slice((i + total) * width, width).CopyTo target
            else
                (row x width t).CopyTo target

        struct (y, after)

    /// The gradient of Σ dy·y with respect to x, in its shape: for an unchanged sequence, the sum over time.
    let inputGradient (steps: int) (x: InputSequence<'T>) (dy: Tensor<'T>) (into: Tensor<'T>) : Tensor<'T> =
        let shape = stepShape x
        let total, width = Sequence.steps x, Shape.count shape
        let dy = Sequence.given "dy" (Array.append [| nativeint total |] shape) dy
        let dx = Sequence.bufferLike "into" (Sequence.tensor x) into
        let target = Sequence.span dx
        target.Clear()
        let arrived = (Sequence.readOnly dy).Slice(min total steps * width)

        match x with
        | EachStep _ -> arrived.CopyTo target
        | Unchanged _ ->
            for t in 0 .. total - steps - 1 do
                TensorPrimitives.Add<'T>(Span.op_Implicit target, arrived.Slice(t * width, width), target)

        dx
