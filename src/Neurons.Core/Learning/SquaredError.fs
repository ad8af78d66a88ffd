namespace Neurons.Learning

open System
open System.Runtime.CompilerServices

/// Mean squared error of a row of values [B; C]: one target for the class of the sample, another for all other classes.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module SquaredError =
    type Targets =
        /// Spikes a step and output, in [0, 1], of the right class and of the others; the counts are rounded down. The error is divided
        /// by the number of steps. snnTorch's mse_count_loss.
        | Rates of correct: float * incorrect: float
        /// Values at each step. snnTorch's mse_membrane_loss.
        | Potentials of correct: float * incorrect: float
        /// Steps of the first spike, those below 0 counted from the end (−1 is the last step). A time less than `tolerance` steps off is
        /// as good as the target. Times are taken as parts of the sequence, t/T. snnTorch's mse_temporal_loss.
        | SpikeTimes of correct: float * incorrect: float * tolerance: float

    type Options = {
        Targets: Targets
        /// The weight of the samples of a class, ≥ 0; null for 1 each.
        ClassWeights: float[]
    }

    let check (o: Options) =
        CrossEntropy.checkWeights "Squared error" o.ClassWeights

        let require name value allowed holds =
            if not holds then
                raise (
                    ArgumentOutOfRangeException(
                        name,
                        value,
                        $"Squared error: %s{name} is %s{string value}; it must be %s{allowed}."
                    )
                )

        let both allowed holds (correct: float) (incorrect: float) =
            require "correct" correct allowed (holds correct)
            require "incorrect" incorrect allowed (holds incorrect)

        match o.Targets with
        | Rates(correct, incorrect) -> both "in [0, 1]" (fun rate -> rate >= 0.0 && rate <= 1.0) correct incorrect
        | Potentials(correct, incorrect) -> both "finite" Double.IsFinite correct incorrect
        | SpikeTimes(correct, incorrect, tolerance) ->
            both "finite" Double.IsFinite correct incorrect
            require "tolerance" tolerance "≥ 0 and finite" (Double.IsFinite tolerance && tolerance >= 0.0)

    /// The targets in the units of the values that are read, and what an error of 1 costs.
    [<Struct>]
    type internal Aim = { Correct: float; Incorrect: float; Tolerance: float; Cost: float }

    let internal aim (o: Options) (sizes: OutputSizes) : Aim =
        let steps = float sizes.Steps
        let outputs = float sizes.Count

        match o.Targets with
        | Rates(correct, incorrect) ->
            let count rate = Math.Truncate(steps * rate * float sizes.Population)

            {
                Correct = count correct
                Incorrect = count incorrect
                Tolerance = 0.0
                Cost = 1.0 / (outputs * steps)
            }
        | Potentials(correct, incorrect) -> {
            Correct = correct
            Incorrect = incorrect
            Tolerance = 0.0
            Cost = 1.0 / outputs
          }
        | SpikeTimes(correct, incorrect, tolerance) ->
            // times are read negated
            let time t = -(if t < 0.0 then steps + t else t)

            {
                Correct = time correct
                Incorrect = time incorrect
                Tolerance = tolerance
                Cost = 1.0 / (outputs * steps * steps)
            }

    /// Σ over samples and classes of factor · cost · weight · error²; the values are replaced by the gradient of this.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let internal apply (o: Options) (aim: Aim) factor (labels: ReadOnlySpan<int>) (values: Span<float>) =
        let classes = values.Length / labels.Length
        let mutable sum = 0.0

        for sample in 0 .. labels.Length - 1 do
            let row = values.Slice(sample * classes, classes)
            let label = labels[sample]
            let weight = if isNull o.ClassWeights then 1.0 else o.ClassWeights[label]
            let cost = factor * aim.Cost * weight

            for c in 0 .. classes - 1 do
                let error = row[c] - (if c = label then aim.Correct else aim.Incorrect)
                let error = if abs error < aim.Tolerance then 0.0 else error
                sum <- sum + cost * error * error
                row[c] <- 2.0 * cost * error

        sum
