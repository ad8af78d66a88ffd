namespace Neurons.Learning

open System
open System.Runtime.CompilerServices
open Neurons.Compile

/// Softmax cross-entropy of a row of values [B; C], with the class of each sample as label.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CrossEntropy =
    /// What the losses of the samples are divided by.
    type Average =
        /// The number of samples, whatever their weights: snnTorch's rate, count and membrane losses.
        | OverSamples
        /// The sum of the weights of the samples' classes: PyTorch's cross_entropy, and with it snnTorch's temporal loss.
        | OverWeights

    type Options = {
        /// w, a weight ≥ 0 for each class; null for 1 each.
        ClassWeights: float[]
        Average: Average
        /// ε, in [0, 1): the target is 1 − ε for the label's class, and ε/C more for every class.
        LabelSmoothing: float
    }

    let options = { ClassWeights = null; Average = OverSamples; LabelSmoothing = 0.0 }

    /// With the rule that class weights keep in every loss.
    let internal checkWeights (what: string) (weights: float[]) =
        if not (isNull weights) then
            weights
            |> Array.iteri (fun c weight ->
                if not (Double.IsFinite weight && weight >= 0.0) then
                    raise (
                        ArgumentException
                            $"%s{what}: the weight of class %d{c} is %s{string weight}; it must be ≥ 0 and finite."
                    ))

            if weights.Length = 0 || Array.forall ((=) 0.0) weights then
                raise (ArgumentException $"%s{what}: all class weights are 0; one at least must be > 0.")

    let check (o: Options) =
        checkWeights "Cross-entropy" o.ClassWeights

        if not (o.LabelSmoothing >= 0.0 && o.LabelSmoothing < 1.0) then
            raise (
                ArgumentOutOfRangeException(
                    "LabelSmoothing",
                    o.LabelSmoothing,
                    $"Cross-entropy: LabelSmoothing is %s{string o.LabelSmoothing}; it must be in [0, 1)."
                )
            )

    /// Whether the weights of the samples' classes count in what losses are divided by.
    let internal dividesByWeights (o: Options) = o.Average = OverWeights && not (isNull o.ClassWeights)

    /// What the losses are divided by for each sample: 1, or the mean weight of the samples' classes.
    let internal divisor (o: Options) (labels: ReadOnlySpan<int>) =
        if dividesByWeights o then
            let mutable sum = 0.0

            for label in labels do
                sum <- sum + o.ClassWeights[label]

            // samples of classes without weight alone: nothing to learn, and no division by zero
            if sum = 0.0 then 1.0 else sum / float labels.Length
        else
            1.0

    /// Σ over the samples of factor · loss; the values are replaced by the gradient of this. The scratch has room for the values.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let internal apply (o: Options) factor (labels: ReadOnlySpan<int>) (values: Span<float>) (scratch: Span<float>) =
        let classes = values.Length / labels.Length
        let isWeighted = not (isNull o.ClassWeights)
        let smoothing = o.LabelSmoothing
        let mutable sum = 0.0

        for sample in 0 .. labels.Length - 1 do
            let row = values.Slice(sample * classes, classes)
            let mutable largest = row[0]

            for c in 1 .. classes - 1 do
                if row[c] > largest then
                    largest <- row[c]

            for c in 0 .. classes - 1 do
                row[c] <- row[c] - largest

        Elementwise.exp (Span.op_Implicit values) scratch

        for sample in 0 .. labels.Length - 1 do
            let row = values.Slice(sample * classes, classes)
            let powers = scratch.Slice(sample * classes, classes)
            let label = labels[sample]
            let mutable total = 0.0

            for c in 0 .. classes - 1 do
                total <- total + powers[c]

            let logTotal = log total
            let weight = factor * (if isWeighted then o.ClassWeights[label] else 1.0)

            if smoothing = 0.0 then
                sum <- sum + weight * (logTotal - row[label])
                let scale = weight / total

                for c in 0 .. classes - 1 do
                    row[c] <- scale * powers[c]

                row[label] <- row[label] - weight
            else
                // the target of class c: (1 − ε)·w of the label if c is it, and ε/C·w of c
                let share = factor * smoothing / float classes
                let mutable target = 0.0

                for c in 0 .. classes - 1 do
                    let own = share * (if isWeighted then o.ClassWeights[c] else 1.0)
                    let own = if c = label then own + (1.0 - smoothing) * weight else own
                    target <- target + own
                    sum <- sum + own * (logTotal - row[c])
                    row[c] <- -own

                for c in 0 .. classes - 1 do
                    row[c] <- row[c] + target * (powers[c] / total)

        sum
