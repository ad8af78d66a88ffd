namespace Neurons

/// The right-hand sides that make a spike themselves: exponential or quadratic past a potential. With what their numbers are.
module Upswing =
    /// The greatest exponent of e that has a gradient.
    let private steepest = Constant 20.0

    /// The greatest exponent of a step of exponential Euler that has a gradient.
    let private fastest = Constant 10.0

    /// The value as it is, its gradient only where a number is below a limit. Beyond it the value may be ∞; put below what makes it so, this
    /// also keeps the product of that ∞ and no gradient, NaN, from what it was made of.
    let private gradientBelow limit number a = where (Expr.IsLess(number, limit)) a (detach a)

    /// −(v − v_rest) + Δ_T e^{(v − v_T)/Δ_T}. Fourcaud-Trocmé et al. 2003.
    let exponential (vRest: Expr) (vT: Expr) (deltaT: Expr) (v: Expr) : Drift =
        let exponent = (v - vT) * (1.0 / deltaT)
        let known = gradientBelow steepest exponent
        let e = Expr.Exp(known exponent)
        { Force = known deltaT * e - (v - vRest); Slope = e - 1.0 }

    /// The same force with an exponent of at most 20, for models that reset within the step and cannot come near it from below the threshold.
    let limitedExponential (vRest: Expr) (vT: Expr) (deltaT: Expr) (v: Expr) : Expr =
        deltaT * Expr.Exp(Expr.Min(steepest, (v - vT) * (1.0 / deltaT))) - (v - vRest)

    /// c (v − v_rest)(v − v_c). Latham et al. 2000.
    let quadratic (vRest: Expr) (vC: Expr) (c: Expr) (v: Expr) : Drift = {
        Force = c * (v - vRest) * (v - vC)
        Slope = c * (2.0 * v - (vRest + vC))
    }

    /// A step of exponential Euler in an upswing. Near and past the threshold it runs away within a step or two, beyond all numbers; the potential
    /// stays between −1e35 and 1e30, so that what is computed from it is finite, and the gradient goes past a step that is too fast.
    let integrate (rate: Expr) (v: Expr) (drift: Drift) : Expr =
        let known = gradientBelow fastest (rate * drift.Slope)
        let rate = known rate
        let next = v + rate * Expr.Exprel(rate * known drift.Slope) * known drift.Force
        // a NaN, which an infinite speed makes of no force, is an upswing
        Expr.Max(Constant -1e35, Expr.Min(Constant 1e30, next))

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
