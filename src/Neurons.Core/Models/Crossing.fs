namespace Neurons

/// The options of the models that spike without a reset.
type CrossingOptions = {
    /// Time step in the model's unit of time.
    Dt: float
    Surrogate: Surrogate
    Comparison: Comparison
}

/// What the models share whose membrane makes its spikes itself: there is no reset, and a spike is a step in which the potential
/// crosses the threshold from below. All variables are advanced by exponential Euler from the old values. Source: brainpy.state.
module Crossing =
    /// relu surrogate with α = 0.3 and w = 1, a crossing where the potential reaches the threshold.
    let options dt = { Dt = dt; Surrogate = Surrogate.relu 0.3 1.0; Comparison = GreaterOrEqual }

    /// fire(V')·(1 − fire(V)), both with the gradient of the surrogate, of (V − V_th)/V_th: the threshold is positive.
    let spike (o: CrossingOptions) (vTh: Expr) (before: Expr) (after: Expr) =
        let above v = fire o.Comparison o.Surrogate ((v - vTh) * (1.0 / vTh))
        above after * (1.0 - above before)

    let threshold value unit =
        Quantity.create value unit Interval.positive "threshold, whose crossing is a spike"

    let conductance value channel =
        Quantity.create value "mS" Interval.notNegative $"greatest conductance of %s{channel}"

    let reversal value channel = Quantity.create value "mV" Interval.all $"reversal potential of %s{channel}"
    let capacitance value = Quantity.create value "µF" Interval.positive "membrane capacitance"
    let membrane = Quantity.state "mV" "membrane potential"
    let gate meaning = Quantity.state "" meaning

    /// The preset that is the library's own.
    let brainpy (options: CrossingOptions) quantities = {
        Name = "brainpy"
        Source = "brainpy.state 0.1.0"
        Options = options
        Parameters = quantities
    }
