namespace Neurons

/// What the generalised integrate-and-fire models share: two internal currents and a threshold that moves. Mihalaş & Niebur 2009.
module GifSpike =
    [<Struct>]
    type Adaptation = { I1: Expr; I2: Expr; VTh: Expr }

    /// After a spike z the currents are R·I + A, the threshold at least V_th_reset.
    let reset (z: Expr) (r1: Expr) (a1: Expr) (r2: Expr) (a2: Expr) (vThReset: Expr) (i1: Expr) (i2: Expr) (vTh: Expr) = {
        I1 = i1 + z * (r1 * i1 + a1 - i1)
        I2 = i2 + z * (r2 * i2 + a2 - i2)
        VTh = vTh + z * (Expr.Max(vThReset, vTh) - vTh)
    }

    /// İ = −k I.
    let decay dt (k: Expr) (i: Expr) = Integration.exponentialEuler dt i { Force = -(k * i); Slope = -k }

    /// V̇_th = a·(V − V_rest) − b (V_th − V_th_inf), with a threshold of at least `least`.
    let threshold dt (a: Expr) (b: Expr) (vThInf: Expr) (least: Expr) (aboveRest: Expr) (vTh: Expr) =
        let drift = { Force = a * aboveRest - b * (vTh - vThInf); Slope = -b }
        Expr.Max(least, Integration.exponentialEuler dt vTh drift)

    /// The threshold stays above the reset potential, by a hundredth of V_th_reset's height at least: where the potential draws it below,
    /// a neuron would fire because it is inhibited, and its reset would excite it.
    let leastThreshold (vReset: Expr) (vThReset: Expr) = vReset + 0.01 * (vThReset - vReset)
