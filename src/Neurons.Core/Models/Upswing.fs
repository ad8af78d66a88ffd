namespace Neurons

/// The right-hand sides that make a spike themselves: exponential or quadratic past a potential. With what their numbers are.
module Upswing =
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

    /// V_T of the exponential.
    let start = Quantity.create -59.9 "mV" Interval.all "potential at which the upswing starts"

    /// Δ_T of the exponential.
    let sharpness = Quantity.create 3.48 "mV" Interval.positive "sharpness of the upswing"

    /// v_c of the quadratic.
    let criticalPotential =
        Quantity.create -50.0 "mV" Interval.all "critical potential, where the upswing starts"

    /// c of the quadratic.
    let curvature = Quantity.create 0.07 "1/mV" Interval.positive "sharpness of the upswing"

    /// The critical potential of the quadratic above rest.
    let ordered (vC: Expr) (vRest: Expr) = Rule.above "VC" vC "VRest" vRest ""
