namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open Neurons
open Neurons.Primitives
open Neurons.Run

/// The number that stands for a class over time, for each sample; the larger it is, the likelier the class.
type Readout =
    /// The largest value; its gradient goes to the first step that has it.
    | MaxOverTime
    /// The mean over the steps.
    | MeanOverTime
    /// The sum over the steps: of spikes, their count.
    | SumOverTime
    /// −t of the first spike, the first step being 0; the last step where there is no spike. A spike is what is not 0.
    ///
    /// The time of a spike has no derivative; snnTorch's rule stands in for it: −1 at the step of the first spike (the last step
    /// where there is none) and 0 elsewhere, as more of a potential makes the spike come sooner.
    | NegatedSpikeTime
    /// 1/(t + 1) of the first spike, with the derivative of `NegatedSpikeTime`.
    | ReciprocalSpikeTime

/// Rows of [B; C] that a readout works on, their length rounded up to whole vectors: what lies behind the last is ignored.
[<Struct>]
type internal ReadoutRows(start: nativeint, length: int) =
    /// Rows in all.
    static member Number = 4

    static member Length count = (count + 7) &&& ~~~7
    static member Bytes count = int64 (ReadoutRows.Number * ReadoutRows.Length count * sizeof<float>)
    member private _.Row index = Memory.span<float> (start + nativeint (index * length * sizeof<float>)) length

    /// The output of a step.
    member r.Step = r.Row 0
    /// What was read; then, its gradient.
    member r.Values = r.Row 1
    /// The step that a value is from.
    member r.From = r.Row 2
    /// Room for others.
    member r.Scratch = r.Row 3

    member r.Clear() =
        for row in 0 .. ReadoutRows.Number - 1 do
            (r.Row row).Clear()

[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Readout =
    let private vectors (row: Span<float>) = MemoryMarshal.Cast<float, Vector<float>> row

    let internal rent (sizes: OutputSizes) (buffer: NativeBuffer) =
        let rows =
            ReadoutRows(
                NativeInterop.NativePtr.toNativeInt (NativeInterop.NativePtr.ofVoidPtr<byte> buffer.Pointer),
                ReadoutRows.Length sizes.Count
            )

        rows.Clear()
        rows

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let private keepLargest t (row: Span<float>) (largest: Span<float>) (from: Span<float>) =
        let row = vectors row
        let largest = vectors largest
        let from = vectors from
        let now = Vector<float>(float t)

        for i in 0 .. row.Length - 1 do
            let x, before = row[i], largest[i]
            // not ≤: a NaN, once met, stays, so that a network that has diverged shows it
            let isLarger = Vector.AndNot(Vector.Equals(before, before), Vector.LessThanOrEqual(x, before))
            largest[i] <- Vector.ConditionalSelect(isLarger, x, before)
            from[i] <- Vector.ConditionalSelect(isLarger, now, from[i])

    /// −1 stands for no spike yet.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let private keepFirst t (row: Span<float>) (from: Span<float>) =
        let row = vectors row
        let from = vectors from
        let now = Vector<float>(float t)

        for i in 0 .. row.Length - 1 do
            let isFirst =
                Vector.AndNot(Vector.LessThan(from[i], Vector<float>.Zero), Vector.Equals(row[i], Vector<float>.Zero))

            from[i] <- Vector.ConditionalSelect(isFirst, now, from[i])

    /// The gradient where the step is that of the value, 0 elsewhere.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let private gradientAt t (gradient: Span<float>) (from: Span<float>) (row: Span<float>) =
        let gradient = vectors gradient
        let from = vectors from
        let row = vectors row
        let now = Vector<float>(float t)

        for i in 0 .. row.Length - 1 do
            row[i] <- Vector.ConditionalSelect(Vector.Equals(from[i], now), gradient[i], Vector<float>.Zero)

    let private add (row: Span<float>) (sum: Span<float>) =
        TensorPrimitives.Add<float>(Span.op_Implicit sum, Span.op_Implicit row, sum)

    let private scale (factor: float) (row: Span<float>) =
        TensorPrimitives.Multiply<float>(Span.op_Implicit row, factor, row)

    /// Fills `Values` and, where a single step gives the value, `From`.
    let internal read readout (sizes: OutputSizes) (output: ReadOnlySpan<'T>) (rows: ReadoutRows) =
        let row = rows.Step
        let values = rows.Values
        let from = rows.From

        match readout with
        | MaxOverTime ->
            Output.read sizes output 0 values

            for t in 1 .. sizes.Rows - 1 do
                Output.read sizes output t row
                keepLargest t row values from
        | MeanOverTime
        | SumOverTime ->
            for t in 0 .. sizes.Rows - 1 do
                Output.read sizes output t row
                add row values

            if readout = MeanOverTime then
                scale (1.0 / float sizes.Rows) values
            elif sizes.Rows < sizes.Steps then
                scale (float sizes.Steps) values
        | NegatedSpikeTime
        | ReciprocalSpikeTime ->
            from.Fill -1.0

            for t in 0 .. sizes.Rows - 1 do
                Output.read sizes output t row
                keepFirst t row from

            let likelihoods = rows.Scratch

            for i in 0 .. sizes.Count - 1 do
                let isSilent = from[i] < 0.0
                let time = if isSilent then float (sizes.Steps - 1) else from[i]
                values[i] <- if readout = NegatedSpikeTime then -time else 1.0 / (time + 1.0)
                from[i] <- time
                likelihoods[i] <- if isSilent then -infinity else values[i]

    /// What orders the classes once they have been read, until the scratch is used: their values, but that a class without a spike comes
    /// after one that fires in the last step.
    let internal likelihoods readout (rows: ReadoutRows) =
        match readout with
        | NegatedSpikeTime
        | ReciprocalSpikeTime -> rows.Scratch
        | MaxOverTime
        | MeanOverTime
        | SumOverTime -> rows.Values

    /// From the gradient of what was read, in `Values`, that of the output.
    let internal pullback readout (sizes: OutputSizes) (rows: ReadoutRows) (gradient: Span<'T>) =
        let row = rows.Step
        let values = rows.Values
        let from = rows.From

        match readout with
        | MeanOverTime
        | SumOverTime ->
            if readout = MeanOverTime then
                scale (1.0 / float sizes.Rows) values
            elif sizes.Rows < sizes.Steps then
                scale (float sizes.Steps) values

            let values: ReadOnlySpan<float> = Span.op_Implicit (values.Slice(0, sizes.Count))
            Output.write sizes values 0 gradient
            let width = sizes.Count * sizes.Population

            for t in 1 .. sizes.Rows - 1 do
                gradient.Slice(0, width).CopyTo(gradient.Slice(t * width, width))
        | MaxOverTime
        | NegatedSpikeTime
        | ReciprocalSpikeTime ->
            if readout = ReciprocalSpikeTime then
                for i in 0 .. sizes.Count - 1 do
                    values[i] <- values[i] / ((from[i] + 1.0) * (from[i] + 1.0))

            // where the output stays the same, its one row takes the gradient of any step
            if sizes.Rows < sizes.Steps then
                from.Clear()

            for t in 0 .. sizes.Rows - 1 do
                gradientAt t values from row
                Output.write sizes (Span.op_Implicit (row.Slice(0, sizes.Count))) t gradient

    /// The place of the largest value of a row; the first where several are equal.
    let internal indexOfLargest (values: ReadOnlySpan<float>) =
        let mutable best = 0

        for c in 1 .. values.Length - 1 do
            if values[c] > values[best] then
                best <- c

        best

    /// The values of an output, or what orders the classes: [B; C].
    let private all isOrder readout population (output: InputSequence<'T>) : Tensor<float> =
        let sizes = Output.sizes "Readout" population output
        use buffer = NativeBuffers.Rent(ReadoutRows.Bytes sizes.Count)
        let rows = rent sizes buffer
        read readout sizes (Sequence.readOnly (Sequence.tensor output)) rows
        let row = if isOrder then likelihoods readout rows else rows.Values
        let shape = [| nativeint sizes.Batch; nativeint sizes.Classes |]
        Tensor.Create(row.Slice(0, sizes.Count).ToArray(), ReadOnlySpan shape)

    /// The value of each sample and class, [B; C], of an output [T; B; C·population], or [B; C·population] where it stays the same.
    let values readout population (output: InputSequence<'T>) : Tensor<float> = all false readout population output

    /// The class of each sample: the one with the largest value; the first where several are equal. By spike times, a class that fires
    /// comes before one that does not.
    let classes readout population (output: InputSequence<'T>) : int[] =
        let values = all true readout population output
        let classes = int values.Lengths[1]

        Array.init (int values.Lengths[0]) (fun sample ->
            indexOfLargest ((Sequence.readOnly values).Slice(sample * classes, classes)))
