namespace Neurons

open System
open System.Numerics.Tensors
open Neurons.Run

/// Binary spikes as lists of indices: for each row (a sample, or a sample at a step) the neurons that fired, in increasing order.
[<Sealed>]
type SpikeIndices(shape: int[], offsets: int[], indices: int[]) =
    do
        ArgumentNullException.ThrowIfNull(shape, nameof shape)
        ArgumentNullException.ThrowIfNull(offsets, nameof offsets)
        ArgumentNullException.ThrowIfNull(indices, nameof indices)

        if shape.Length = 0 || Array.exists (fun length -> length < 0) shape then
            invalidArg
                "shape"
                $"The shape is [%s{String.Join(',', Array.map string shape)}]; it must be [rows…, neurons]."

        let rows = Array.fold (*) 1 shape[.. shape.Length - 2]
        let neurons = shape[shape.Length - 1]

        if offsets.Length <> rows + 1 || offsets[0] <> 0 || offsets[rows] <> indices.Length then
            invalidArg
                "offsets"
                $"%d{offsets.Length} offsets for %d{rows} rows and %d{indices.Length} spikes; \
                  they must run from 0 to the number of spikes, one more than rows."

        for row in 0 .. rows - 1 do
            if offsets[row + 1] < offsets[row] || offsets[row + 1] > indices.Length then
                invalidArg
                    "offsets"
                    $"The offsets of row %d{row} are %d{offsets[row]} and %d{offsets[row + 1]}; they must not decrease."

            let mutable before = -1

            for k in offsets[row] .. offsets[row + 1] - 1 do
                if indices[k] <= before || indices[k] >= neurons then
                    invalidArg
                        "indices"
                        $"Row %d{row} has the index %d{indices[k]} after %d{before}; indices must increase and be below %d{neurons}."

                before <- indices[k]

    /// [rows…, neurons].
    member _.Shape = shape
    /// Where each row's indices begin, and the number of spikes at the end.
    member _.Offsets = offsets
    member _.Indices = indices
    /// The number of rows.
    member _.Rows = offsets.Length - 1
    /// The neurons of a row that fired.
    member _.Row(row: int) = ReadOnlySpan(indices, offsets[row], offsets[row + 1] - offsets[row])

    /// The spikes of one step of a sequence [T, …].
    member _.Step(t: int) =
        if shape.Length < 2 || t < 0 || t >= shape[0] then
            raise (
                ArgumentOutOfRangeException(
                    "t",
                    t,
                    $"Step %d{t} of spikes of shape [%s{String.Join(',', Array.map string shape)}]."
                )
            )

        let rows = (offsets.Length - 1) / shape[0]
        let first = offsets[t * rows]

        SpikeIndices(
            shape[1..],
            Array.init (rows + 1) (fun r -> offsets[t * rows + r] - first),
            Array.sub indices first (offsets[(t + 1) * rows] - first)
        )

    /// The spikes of a tensor whose elements are 0 (no spike) or 1.
    static member OfDense(spikes: Tensor<'T>) =
        let shape = Shape.ofTensor (Shape.present "spikes" spikes) |> Array.map int
        let neurons = shape[shape.Length - 1]
        let zero, one = Element.ofFloat<'T> 0.0, Element.ofFloat<'T> 1.0
        let comparer = Collections.Generic.EqualityComparer<'T>.Default
        let flat = Array.zeroCreate (int spikes.FlattenedLength)
        spikes.FlattenTo(flat.AsSpan())
        let rows = Array.fold (*) 1 shape[.. shape.Length - 2]
        let offsets = Array.zeroCreate (rows + 1)
        let indices = Collections.Generic.List<int>()

        for row in 0 .. rows - 1 do
            for n in 0 .. neurons - 1 do
                let value = flat[row * neurons + n]

                if comparer.Equals(value, one) then
                    indices.Add n
                elif not (comparer.Equals(value, zero)) then
                    raise (
                        ArgumentException
                            $"Row %d{row}, neuron %d{n} has the value %s{string value}; a spike is 0 or 1."
                    )

            offsets[row + 1] <- indices.Count

        SpikeIndices(shape, offsets, indices.ToArray())

    /// The same spikes as 0 and 1.
    member this.ToDense<'T>() : Tensor<'T> =
        let neurons = shape[shape.Length - 1]
        let flat: 'T[] = Array.zeroCreate (this.Rows * neurons)
        let one = Element.ofFloat<'T> 1.0

        for row in 0 .. this.Rows - 1 do
            for n in this.Row row do
                flat[row * neurons + n] <- one

        Tensor.Create(flat, ReadOnlySpan(Array.map nativeint shape))
