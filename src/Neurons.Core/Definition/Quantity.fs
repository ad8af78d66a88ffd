namespace Neurons

/// A parameter's default, unit, allowed range and meaning; for a state, its unit and meaning.
type Quantity = {
    Value: float
    /// "" for a plain number.
    Unit: string
    Range: Interval
    Meaning: string
} with

    /// A plain number without unit; any finite value is allowed.
    static member op_Implicit(value: float) : Quantity = {
        Value = value
        Unit = ""
        Range = Interval.all
        Meaning = ""
    }

module Quantity =
    let create value unit range meaning = { Value = value; Unit = unit; Range = range; Meaning = meaning }

    /// A state: its unit and meaning.
    let state unit meaning = create 0.0 unit Interval.all meaning
