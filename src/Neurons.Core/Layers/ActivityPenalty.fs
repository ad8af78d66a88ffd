namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Encoders
open Neurons.Run

/// A price of activity that is added to the loss, and its gradient.
type PenaltyValue<'T> = {
    Value: float
    /// Of a step, the same at all of them: [B; …]. For an unchanged sequence, the sum over time.
    Gradient: Tensor<'T>
}

/// Prices of the rates r of a layer's N neurons, r being the mean of a neuron's output over time:
///
///     l1 · mean |r| + l2 · mean r² + lower · mean max(0, r_lower − r)² + upper · max(0, mean r − r_upper)²
///
/// with means over the neurons, and all of it averaged over the batch. l1 makes activity sparse (as snnTorch's `l1_rate_sparsity`,
/// which has the sum in place of the mean); the lower bound keeps each neuron from falling silent, the upper bound is on the layer
/// (Zenke & Vogels, "The remarkable robustness of surrogate gradient learning", 2021).
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ActivityPenalty =
    [<Literal>]
    let private Owner = "ActivityPenalty"

    /// Strengths are ≥ 0; rates in outputs per step.
    type Options = {
        L1: float
        L2: float
        LowerRate: float
        LowerStrength: float
        UpperRate: float
        UpperStrength: float
    }

    /// No price of anything.
    let options = {
        L1 = 0.0
        L2 = 0.0
        LowerRate = 0.0
        LowerStrength = 0.0
        UpperRate = 0.0
        UpperStrength = 0.0
    }

    let check (o: Options) =
        let notNegative name value =
            Require.that Owner name value "≥ 0 and finite" (value >= 0.0 && Double.IsFinite value)

        notNegative "L1" o.L1
        notNegative "L2" o.L2
        notNegative "LowerStrength" o.LowerStrength
        notNegative "UpperStrength" o.UpperStrength
        Require.finite Owner "LowerRate" o.LowerRate
        Require.finite Owner "UpperRate" o.UpperRate

    /// The price of a sequence [T; B; …] and its gradient, which is written to `into` unless that is null.
    let evaluate (o: Options) (x: InputSequence<'T>) (into: Tensor<'T>) : PenaltyValue<'T> =
        check o
        let lowerRate, upperRate = Numbers.rounded<'T> o.LowerRate, Numbers.rounded<'T> o.UpperRate
        let rates = OverTime.forward AverageOverTime x null
        let shape = Shape.ofTensor rates

        if shape.Length = 0 then
            raise (ArgumentException $"%s{Owner}: the input has no batch; it must be [T, batch, …].")

        let gradient = Sequence.buffer "into" shape into
        let r = Numbers.floats rates
        let batch = int shape[0]
        let neurons = r.Length / max 1 batch
        let steps = if x.IsEachStep then float (Sequence.steps x) else 1.0
        // the means over batch and neurons, and of each step's share in a rate
        let share = 1.0 / (float (max 1 r.Length) * steps)
        let mutable value = 0.0

        for sample in 0 .. batch - 1 do
            let own = r.AsSpan(sample * neurons, neurons)
            let mutable mean = 0.0

            for rate in own do
                mean <- mean + rate / float neurons

            let above = max 0.0 (mean - upperRate)
            value <- value + o.UpperStrength * above * above / float batch

            for n in 0 .. neurons - 1 do
                let rate = own[n]
                let below = max 0.0 (lowerRate - rate)
                let price = o.L1 * abs rate + o.L2 * rate * rate + o.LowerStrength * below * below
                value <- value + price / float r.Length

                own[n] <-
                    share
                    * (o.L1 * float (sign rate) + 2.0 * o.L2 * rate - 2.0 * o.LowerStrength * below
                       + 2.0 * o.UpperStrength * above)

        TensorPrimitives.ConvertTruncating<float, 'T>(ReadOnlySpan r, Sequence.span gradient)
        { Value = value; Gradient = gradient }
