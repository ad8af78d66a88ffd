namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Run

/// What stands for a sequence of potentials in the loss.
type Readout =
    /// The largest potential of each class over time; the gradient goes to the first step that has it.
    | MaxOverTime
    /// The mean over time.
    | MeanOverTime

/// A loss of a batch.
type LossValue<'T> = {
    /// The mean over the batch.
    Value: float
    /// In the shape of the output: [T; B; C], or [B; C], summed over time, for an output that stays the same.
    Gradient: Tensor<'T>
    /// How many samples have their largest value at their label.
    Correct: int
}

/// Softmax cross-entropy on the potentials of a readout, with the class of each sample as label. `MaxOverTime` is snnTorch's
/// `ce_max_membrane_loss`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CrossEntropy =
    let private shape (output: InputSequence<'T>) =
        let lengths = Shape.ofTensor (Sequence.tensor output)

        match output, lengths with
        | EachStep _, [| steps; batch; classes |] when steps > 0n && classes > 0n ->
            struct (int steps, int batch, int classes)
        | Unchanged _, [| batch; classes |] when classes > 0n -> struct (1, int batch, int classes)
        | _ ->
            raise (
                ArgumentException
                    $"Cross-entropy: the output has the shape {Shape.text lengths}; it must be [T, B, C] (or [B, C] if it stays the same), with T and C at least 1."
            )

    let private convert (source: ReadOnlySpan<'A>) (target: Span<'B>) =
        TensorPrimitives.ConvertTruncating<'A, 'B>(source, target)

    /// For each sample and class: the value over time, and with `MaxOverTime` the step it is from.
    let private reduce readout steps (values: ReadOnlySpan<'T>) (reduced: float[]) (from: int[]) =
        let count = reduced.Length
        convert (values.Slice(0, count)) (reduced.AsSpan())
        let row: float[] = Array.zeroCreate count

        for t in 1 .. steps - 1 do
            convert (values.Slice(t * count, count)) (row.AsSpan())

            match readout with
            | MaxOverTime ->
                for i in 0 .. count - 1 do
                    // not ≤: a NaN, once met, stays, so that a network that has diverged shows it
                    if not (row[i] <= reduced[i] || Double.IsNaN reduced[i]) then
                        reduced[i] <- row[i]
                        from[i] <- t
            | MeanOverTime ->
                for i in 0 .. count - 1 do
                    reduced[i] <- reduced[i] + row[i]

        if readout = MeanOverTime then
            for i in 0 .. count - 1 do
                reduced[i] <- reduced[i] / float steps

    let private indexOfLargest (values: ReadOnlySpan<float>) =
        let mutable best = 0

        for c in 1 .. values.Length - 1 do
            if values[c] > values[best] then
                best <- c

        best

    let private checkLabels (labels: int[]) batch classes =
        if labels.Length <> batch then
            raise (ArgumentException $"Cross-entropy: there are {labels.Length} labels for a batch of {batch}.")

        for sample in 0 .. batch - 1 do
            if labels[sample] < 0 || labels[sample] >= classes then
                raise (
                    ArgumentOutOfRangeException(
                        "labels",
                        labels[sample],
                        $"Cross-entropy: label {sample} is {labels[sample]}; it must be in 0 .. {classes - 1}."
                    )
                )

    /// The value of each sample and class that stands for its sequence, [B; C].
    let reduced readout (output: InputSequence<'T>) : Tensor<float> =
        let struct (steps, batch, classes) = shape output
        let values = Array.zeroCreate (batch * classes)
        reduce readout steps (Sequence.readOnly (Sequence.tensor output)) values (Array.zeroCreate values.Length)
        Tensor.Create(values, ReadOnlySpan [| nativeint batch; nativeint classes |])

    /// The class with the largest value, for each sample; the first where several are equal.
    let classes readout (output: InputSequence<'T>) : int[] =
        let values = reduced readout output
        let classes = int values.Lengths[1]

        Array.init (int values.Lengths[0]) (fun sample ->
            indexOfLargest ((Sequence.readOnly values).Slice(sample * classes, classes)))

    /// The loss and its gradient, which is written to `into` unless that is null. Softmax and sums are computed in float64.
    let evaluate readout (output: InputSequence<'T>) (labels: int[]) (into: Tensor<'T>) : LossValue<'T> =
        let struct (steps, batch, classes) = shape output
        checkLabels labels batch classes
        let tensor = Sequence.tensor output
        let gradient = Sequence.buffer "into" (Shape.ofTensor tensor) into
        let target = Sequence.span gradient
        let count = batch * classes
        let values: float[] = Array.zeroCreate count
        let from: int[] = Array.zeroCreate count
        reduce readout steps (Sequence.readOnly tensor) values from
        let mutable sum = 0.0
        let mutable correct = 0

        for sample in 0 .. batch - 1 do
            let row = values.AsSpan(sample * classes, classes)
            let best = indexOfLargest (Span.op_Implicit row)
            let label = labels[sample]
            let largest = row[best]
            let mutable total = 0.0

            for c in 0 .. classes - 1 do
                total <- total + exp (row[c] - largest)

            sum <- sum + (log total + largest - row[label])

            if best = label then
                correct <- correct + 1

            for c in 0 .. classes - 1 do
                let probability = exp (row[c] - largest) / total
                row[c] <- (probability - (if c = label then 1.0 else 0.0)) / float batch

        match readout with
        | MaxOverTime ->
            let rounded: 'T[] = Array.zeroCreate count
            convert (Span.op_Implicit (values.AsSpan())) (rounded.AsSpan())
            target.Clear()

            for i in 0 .. count - 1 do
                target[from[i] * count + i] <- rounded[i]
        | MeanOverTime ->
            for i in 0 .. count - 1 do
                values[i] <- values[i] / float steps

            for t in 0 .. steps - 1 do
                convert (Span.op_Implicit (values.AsSpan())) (target.Slice(t * count, count))

        { Value = sum / float batch; Gradient = gradient; Correct = correct }
