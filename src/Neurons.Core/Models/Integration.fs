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

/// Exponential Euler, and the right-hand sides of the integrate-and-fire models.
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

    /// −(v − v_rest) + Δ_T e^{(v − v_T)/Δ_T}, with an exponent of at most 20. Fourcaud-Trocmé et al. 2003.
    let exponential (vRest: Expr) (vT: Expr) (deltaT: Expr) (v: Expr) : Drift =
        let limit = Constant 20.0
        let exponent = (v - vT) * (1.0 / deltaT)
        let e = Expr.Exp(Expr.Min(limit, exponent))

        {
            Force = deltaT * e - (v - vRest)
            Slope = where (Expr.IsLess(exponent, limit)) e (Constant 0.0) - 1.0
        }

    /// c (v − v_rest)(v − v_c). Latham et al. 2000.
    let quadratic (vRest: Expr) (vC: Expr) (c: Expr) (v: Expr) : Drift = {
        Force = c * (v - vRest) * (v - vC)
        Slope = c * (2.0 * v - (vRest + vC))
    }
