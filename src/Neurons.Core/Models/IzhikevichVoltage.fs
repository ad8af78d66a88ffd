namespace Neurons

/// What Izhikevich's neuron in mV and ms and its refractory form share: the reset of the last step's spike, and the integration. Izhikevich 2003.
module internal IzhikevichVoltage =
    /// A spike of (V − V_th)/V_th, as the surrogate wants it scaled: the threshold is positive.
    let fire (o: CrossingOptions) (vTh: Expr) (v: Expr) = fire o.Comparison o.Surrogate ((v - vTh) * (1.0 / vTh))

    /// Potential and recovery after the last step's spike: V is chosen, so that no gradient of the spike passes through it; u is raised.
    let reset (o: CrossingOptions) (vTh: Expr) (c: Expr) (d: Expr) (v: Expr) (u: Expr) =
        let z = fire o vTh v
        struct (where z c v, u + d * z)

    /// A step of exponential Euler of both, u with the new V.
    let integrate (o: CrossingOptions) (a: Expr) (b: Expr) (x: Expr) (v: Expr) (u: Expr) =
        let drift = { Force = 0.04 * (v * v) + 5.0 * v + 140.0 - u + x; Slope = 0.08 * v + 5.0 }
        let v = Upswing.integrate (Constant o.Dt) v drift
        struct (v, Integration.exponentialEuler (o.Dt * a) u (Integration.leak (b * v) u))

    let speed value = Quantity.create value "1/ms" Interval.positive "rate of the recovery"

    let coupling value =
        Quantity.create value "1/ms" Interval.all "coupling of the recovery to the potential"

    let rise value = Quantity.create value "mV/ms" Interval.all "rise of the recovery per spike"
    let recovery = Quantity.state "mV/ms" "recovery"

    /// The reset below the peak of a spike.
    let ordered (vTh: Expr) (c: Expr) : Constraint = {
        Parameter = "C"
        Rule = "C < VTh (the peak of a spike)"
        NotNegative = Expr.IsLess(c, vTh) - 1.0
    }
