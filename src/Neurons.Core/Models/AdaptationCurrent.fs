namespace Neurons

/// The current w of the adaptive exponential and quadratic models, which every spike raises and the potential draws along.
/// Brette & Gerstner 2005.
module AdaptationCurrent =
    /// w + b after the spike z of the last step.
    let afterSpike (b: Expr) (z: Expr) (w: Expr) : Expr = w + b * z

    /// A step of w' = rate·(a·(V − V_rest) − w), exact for an unchanging V.
    let integrate (rate: Expr) (a: Expr) (aboveRest: Expr) (w: Expr) : Expr =
        Integration.exponentialEuler rate w (Integration.leak (a * aboveRest) w)

    /// Where the potential draws the current down by more than the membrane leaks, both run away from rest.
    let stable (r: Expr) (a: Expr) : Constraint = {
        Parameter = "A"
        Rule = "R · A > −1 (else rest is not stable)"
        NotNegative = Expr.IsGreater(r * a, Constant -1.0) - 1.0
    }

    let state = Quantity.state "mA" "adaptation current"
    let timeConstant value = Quantity.create value "ms" Interval.positive "time constant of the adaptation"

    let coupling value =
        Quantity.create value "mA/mV" Interval.all "coupling of the adaptation to the potential"

    let rise value = Quantity.create value "mA" Interval.all "rise of the adaptation per spike"
