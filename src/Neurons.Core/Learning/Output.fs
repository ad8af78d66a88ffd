namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Run

/// The sizes of a network's output: [T; B; C·P], or [B; C·P] where it stays the same. The P outputs of a class, its population,
/// lie side by side.
[<Struct>]
type internal OutputSizes = {
    /// T
    Steps: int
    /// The steps that are stored: 1 where the output stays the same.
    Rows: int
    Batch: int
    Classes: int
    Population: int
} with

    /// B·C
    member s.Count = s.Batch * s.Classes

/// The output as one row of float64, [B; C], for each step: the outputs of a class are summed.
module internal Output =
    let sizes (what: string) population (output: InputSequence<'T>) : OutputSizes =
        let lengths = Shape.ofTensor (Sequence.tensor output)
        let fail message = raise (ArgumentException $"%s{what}: %s{message}")

        let struct (steps, rows, batch, outputs) =
            match output, lengths with
            | EachStep _, [| steps; batch; outputs |] -> struct (int steps, int steps, int batch, int outputs)
            | Unchanged(steps, _), [| batch; outputs |] -> struct (steps, 1, int batch, int outputs)
            | _ -> struct (0, 0, 0, 0)

        if lengths.Length >= 2 && lengths[lengths.Length - 2] = 0n then
            fail
                $"the batch is empty, as the output has the shape %s{Shape.text lengths}; at least one sample is needed."

        if steps < 1 || outputs < 1 then
            fail
                $"the output has the shape %s{Shape.text lengths}; it must be [T, B, C] (or [B, C] if it stays the same), with T and C at least 1."

        if population < 1 || outputs % population <> 0 then
            fail
                $"the population is %d{population}, for %d{outputs} outputs; it must be at least 1 and divide their number."

        {
            Steps = steps
            Rows = rows
            Batch = batch
            Classes = outputs / population
            Population = population
        }

    /// Row t of the output.
    let read (sizes: OutputSizes) (output: ReadOnlySpan<'T>) t (row: Span<float>) =
        let population = sizes.Population
        let width = sizes.Count * population
        let source = output.Slice(t * width, width)

        if population = 1 then
            TensorPrimitives.ConvertTruncating<'T, float>(source, row)
        else
            for i in 0 .. sizes.Count - 1 do
                let mutable sum = 0.0

                for k in i * population .. (i + 1) * population - 1 do
                    sum <- sum + Double.CreateTruncating<'T> source[k]

                row[i] <- sum

    /// The gradient of row t, for every output.
    let write (sizes: OutputSizes) (row: ReadOnlySpan<float>) t (gradient: Span<'T>) =
        let population = sizes.Population
        let width = sizes.Count * population
        let target = gradient.Slice(t * width, width)

        if population = 1 then
            TensorPrimitives.ConvertTruncating<float, 'T>(row, target)
        else
            for i in 0 .. sizes.Count - 1 do
                target.Slice(i * population, population).Fill('T.CreateTruncating<float> row[i])
