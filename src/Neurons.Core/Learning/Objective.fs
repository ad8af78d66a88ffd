namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Primitives
open Neurons.Run

/// A loss of a batch.
[<Struct>]
type LossValue<'T> = {
    /// The mean over the batch.
    Value: float
    /// In the shape of the output: [T; B; C], or [B; C], summed over time, for an output that stays the same.
    Gradient: Tensor<'T>
    /// How many samples have their largest value at their label.
    Correct: int
}

/// The values of the steps, made one.
type StepReduction =
    | MeanOfSteps
    | SumOfSteps

/// What of an output over time a criterion is applied to.
type Reading =
    /// One value for each sample and class.
    | ReadOnce of Readout
    /// The values of each step; the losses of the steps are added, or their mean is taken. Classes are those of the sum over time.
    | ReadEachStep of StepReduction

[<RequireQualifiedAccess>]
type Criterion =
    | CrossEntropy of CrossEntropy.Options
    | SquaredError of SquaredError.Options

/// What training makes small, of an output [T; B; C·P] (or [B; C·P] where it stays the same) and the class of each sample.
type Objective = {
    Criterion: Criterion
    Reading: Reading
    /// P, the outputs of each class, side by side; they are summed.
    Population: int
}

/// Softmax and sums are computed in float64.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Objective =
    let crossEntropy (reading: Reading) (o: CrossEntropy.Options) = {
        Criterion = Criterion.CrossEntropy o
        Reading = reading
        Population = 1
    }

    /// Read as the targets need it: counts, potentials at each step, or times of the first spike.
    let squaredError (o: SquaredError.Options) = {
        Criterion = Criterion.SquaredError o
        Reading =
            match o.Targets with
            | SquaredError.Rates _ -> ReadOnce SumOverTime
            | SquaredError.Potentials _ -> ReadEachStep MeanOfSteps
            | SquaredError.SpikeTimes _ -> ReadOnce NegatedSpikeTime
        Population = 1
    }

    let check (o: Objective) =
        match o.Criterion with
        | Criterion.CrossEntropy options -> CrossEntropy.check options
        | Criterion.SquaredError options -> SquaredError.check options

        if o.Population < 1 then
            raise (
                ArgumentOutOfRangeException(
                    "Population",
                    o.Population,
                    $"Loss: Population is %d{o.Population}; it must be at least 1."
                )
            )

        match o.Reading with
        | ReadOnce(NegatedSpikeTime | ReciprocalSpikeTime) when o.Population > 1 ->
            raise (
                ArgumentException
                    $"Loss: Population is %d{o.Population}; it must be 1 for a loss on the time of the first spike."
            )
        | _ -> ()

    let private readout (o: Objective) =
        match o.Reading with
        | ReadOnce readout -> readout
        | ReadEachStep _ -> SumOverTime

    let private weights (o: Objective) =
        match o.Criterion with
        | Criterion.CrossEntropy options -> options.ClassWeights
        | Criterion.SquaredError options -> options.ClassWeights

    let private sizes (o: Objective) (output: InputSequence<'T>) =
        let sizes = Output.sizes "Loss" o.Population output

        let weights = weights o

        if not (isNull weights) && weights.Length <> sizes.Classes then
            raise (ArgumentException $"Loss: there are %d{weights.Length} class weights for %d{sizes.Classes} classes.")

        sizes

    let private checkLabels (sizes: OutputSizes) (labels: ReadOnlySpan<int>) =
        if labels.Length <> sizes.Batch then
            raise (ArgumentException $"Loss: there are %d{labels.Length} labels for a batch of %d{sizes.Batch}.")

        for sample in 0 .. labels.Length - 1 do
            if labels[sample] < 0 || labels[sample] >= sizes.Classes then
                raise (
                    ArgumentOutOfRangeException(
                        "labels",
                        labels[sample],
                        $"Loss: label %d{sample} is %d{labels[sample]}; it must be in 0 .. %d{sizes.Classes - 1}."
                    )
                )

    let private countCorrect (labels: ReadOnlySpan<int>) (values: ReadOnlySpan<float>) =
        let classes = values.Length / labels.Length
        let mutable correct = 0

        for sample in 0 .. labels.Length - 1 do
            if Readout.indexOfLargest (values.Slice(sample * classes, classes)) = labels[sample] then
                correct <- correct + 1

        correct

    /// The class of each sample, as the loss sees it; the first where several are as likely.
    let classes (o: Objective) (output: InputSequence<'T>) : int[] =
        sizes o output |> ignore
        Readout.classes (readout o) o.Population output

    /// What the losses of samples are divided by for each of them, where that depends on the samples; else no value.
    let internal divisor (o: Objective) (labels: ReadOnlySpan<int>) =
        match o.Criterion with
        | Criterion.CrossEntropy options when CrossEntropy.dividesByWeights options ->
            Nullable(CrossEntropy.divisor options labels)
        | _ -> Nullable()

    /// The loss of a batch that is a part of a larger one, whose `divisor` stands in for its own where there is one.
    let internal evaluatePart
        (divisor: Nullable<float>)
        (o: Objective)
        (output: InputSequence<'T>)
        (labels: int[])
        (into: Tensor<'T>)
        : LossValue<'T> =
        let sizes = sizes o output
        let labels = ReadOnlySpan labels
        checkLabels sizes labels
        let tensor = Sequence.tensor output
        let gradient = Sequence.buffer "into" (Shape.ofTensor tensor) into
        let source = Sequence.readOnly tensor
        let target = Sequence.span gradient
        use buffer = NativeBuffers.Rent(ReadoutRows.Bytes sizes.Count)
        let rows = Readout.rent sizes buffer
        let row = rows.Step.Slice(0, sizes.Count)
        let values = rows.Values.Slice(0, sizes.Count)
        let scratch = rows.Scratch.Slice(0, sizes.Count)

        let struct (factor, aim) =
            match o.Criterion with
            | Criterion.CrossEntropy options ->
                let perSample = if divisor.HasValue then divisor.Value else CrossEntropy.divisor options labels

                struct (1.0 / (perSample * float labels.Length), Unchecked.defaultof<_>)
            | Criterion.SquaredError options -> struct (1.0, SquaredError.aim options sizes)

        match o.Reading with
        | ReadOnce readout ->
            Readout.read readout sizes source rows
            let likelihoods = (Readout.likelihoods readout rows).Slice(0, sizes.Count)
            let correct = countCorrect labels (Span.op_Implicit likelihoods)

            let value =
                match o.Criterion with
                | Criterion.CrossEntropy options -> CrossEntropy.apply options factor labels values scratch
                | Criterion.SquaredError options -> SquaredError.apply options aim factor labels values

            Readout.pullback readout sizes rows target
            { Value = value; Gradient = gradient; Correct = correct }
        | ReadEachStep reduction ->
            let factor =
                match reduction with
                | SumOfSteps -> factor * float sizes.Steps / float sizes.Rows
                | MeanOfSteps -> factor / float sizes.Rows

            let mutable value = 0.0

            for t in 0 .. sizes.Rows - 1 do
                Output.read sizes source t row
                TensorPrimitives.Add<float>(Span.op_Implicit values, Span.op_Implicit row, values)

                value <-
                    value
                    + match o.Criterion with
                      | Criterion.CrossEntropy options -> CrossEntropy.apply options factor labels row scratch
                      | Criterion.SquaredError options -> SquaredError.apply options aim factor labels row

                Output.write sizes (Span.op_Implicit row) t target

            {
                Value = value
                Gradient = gradient
                Correct = countCorrect labels (Span.op_Implicit values)
            }

    /// The loss of the batch and its gradient, which is written to `into` unless that is null.
    let evaluate (o: Objective) (output: InputSequence<'T>) (labels: int[]) (into: Tensor<'T>) : LossValue<'T> =
        evaluatePart (Nullable()) o output labels into
