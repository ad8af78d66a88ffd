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
    /// A step of y' = rate·drift: y + rate·exprel(rate·slope)·force, exact where the drift is linear. The exponent is limited to 10, as
    /// beyond the threshold the spike-generating models run away within a step.
    let exponentialEuler (rate: Expr) (y: Expr) (drift: Drift) : Expr =
        y + rate * Expr.Exprel(Expr.Min(Constant 10.0, rate * drift.Slope)) * drift.Force

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
