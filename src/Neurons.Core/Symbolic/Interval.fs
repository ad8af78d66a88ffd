namespace Neurons

open System

/// The numbers that a parameter may take.
[<Struct>]
type Interval = {
    Least: float
    Most: float
    /// Whether the bounds themselves are allowed.
    LeastAllowed: bool
    MostAllowed: bool
} with

    member r.Contains(value: float) =
        Double.IsFinite value
        && (if r.LeastAllowed then value >= r.Least else value > r.Least)
        && (if r.MostAllowed then value <= r.Most else value < r.Most)

    override r.ToString() =
        let number (x: float) = x.ToString("R", Globalization.CultureInfo.InvariantCulture)

        match Double.IsFinite r.Least, Double.IsFinite r.Most with
        | false, false -> "any finite number"
        | true, false -> (if r.LeastAllowed then "≥ " else "> ") + number r.Least
        | false, true -> (if r.MostAllowed then "≤ " else "< ") + number r.Most
        | true, true ->
            (if r.LeastAllowed then "in [" else "in (")
            + number r.Least
            + ", "
            + number r.Most
            + (if r.MostAllowed then "]" else ")")

    /// What is asked of a value that is not contained; that it be finite, too, where the range alone would not say so.
    member r.Demand(value: float) =
        if Double.IsInfinity value && Double.IsFinite r.Least <> Double.IsFinite r.Most then
            $"finite and %s{string r}"
        else
            string r

module Interval =
    let all = {
        Least = Double.NegativeInfinity
        Most = Double.PositiveInfinity
        LeastAllowed = false
        MostAllowed = false
    }

    let positive = { all with Least = 0.0 }

    let notNegative = { all with Least = 0.0; LeastAllowed = true }

    let between least most = { Least = least; Most = most; LeastAllowed = true; MostAllowed = true }
