namespace Neurons.Run

open System
open System.Numerics.Tensors
open Neurons

/// Brings the numbers of a parameter that an update has moved out of what is allowed back into it.
module Projection =
    /// The nearest numbers of a range; a bound that is not allowed itself is approached to the next float32.
    let intoRange (range: Interval) (values: Span<float32>) =
        let least = float32 range.Least
        let most = float32 range.Most
        let least = if range.LeastAllowed then least else MathF.BitIncrement least
        let most = if range.MostAllowed then most else MathF.BitDecrement most
        TensorPrimitives.Clamp(Span.op_Implicit values, least, most, values)

    /// The float32 furthest from `before` towards `after` that is allowed, `before` if there is none.
    let private furthest (isAllowed: float32 -> bool) (before: float32) (after: float32) =
        let mutable good = before
        let mutable bad = after
        let mutable middle = before + (after - before) / 2.0f

        while middle <> good && middle <> bad do
            if isAllowed middle then good <- middle else bad <- middle
            middle <- good + (bad - good) / 2.0f

        good

    /// Each number of parameter p that breaks a rule with the others goes back towards what it was before, until the rule holds. One that
    /// all neurons share obeys the rules of all.
    let ontoRules (model: Definition) (parameters: ParameterValue[]) p (before: float[]) (values: Span<float32>) =
        let flat = parameters |> Array.map _.ToArray()
        let own: float[] = Array.zeroCreate values.Length
        flat[p] <- own

        for i in 0 .. own.Length - 1 do
            own[i] <- float values[i]

        let neurons = flat |> Array.fold (fun most numbers -> max most numbers.Length) 1
        let holds = Check.holds model flat

        for i in 0 .. own.Length - 1 do
            let isAllowed (value: float32) =
                own[i] <- float value
                seq { i .. own.Length .. neurons - 1 } |> Seq.forall holds

            if not (isAllowed values[i]) then
                values[i] <- furthest isAllowed (float32 before[i]) values[i]
                own[i] <- float values[i]
