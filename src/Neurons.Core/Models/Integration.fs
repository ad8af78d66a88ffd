namespace Neurons

/// A right-hand side at a point: its value, and its derivative with respect to the variable that it moves.
[<Struct>]
type Drift = {
    Force: Expr
    Slope: Expr
} with

    /// The same with something added that does not depend on the variable.
    static member (+)(drift: Drift, input: Expr) = { drift with Force = drift.Force + input }
    static member (-)(drift: Drift, input: Expr) = { drift with Force = drift.Force - input }

/// Exponential Euler.
module Integration =
    let private one = Constant 1.0

    /// (e^a − 1)/a with its limit 1 at 0. Near 0, where the difference cancels, it is the Taylor series, in the value and in the gradient.
    let exprel (a: Expr) : Expr =
        let small = Expr.IsLess(Expr.Abs a, Constant 0.0625)
        let far = where small one a
        let mutable series = one

        for k in 9.0 .. -1.0 .. 2.0 do
            series <- 1.0 + a * (1.0 / k) * series

        where small series ((Expr.Exp far - 1.0) / far)

    /// A step of y' = rate·drift: y + rate·exprel(rate·slope)·force, exact where the drift is linear. The exponent is limited to 10, as
    /// beyond the threshold the spike-generating models run away within a step.
    let exponentialEuler (rate: Expr) (y: Expr) (drift: Drift) : Expr =
        y + rate * exprel (Expr.Min(Constant 10.0, rate * drift.Slope)) * drift.Force

    /// y − target decays.
    let leak (target: Expr) (y: Expr) : Drift = { Force = target - y; Slope = Constant -1.0 }
