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
    /// A step of y' = rate·drift: y + rate·exprel(rate·slope)·force, exact where the drift is linear.
    let exponentialEuler (rate: Expr) (y: Expr) (drift: Drift) : Expr =
        y + rate * Expr.Exprel(rate * drift.Slope) * drift.Force

    /// y − target decays.
    let leak (target: Expr) (y: Expr) : Drift = { Force = target - y; Slope = Constant -1.0 }
