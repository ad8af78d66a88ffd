namespace Neurons

/// The absolute refractory period of the voltage models: for τ_ref after a spike at t_last all states keep the values that they have after
/// the reset. Time is the step times dt, counted from 0 in the state; t_last carries no gradient.
module Refractory =
    /// The initial t_last: long ago.
    let longAgo = Constant -1e7

    /// 1 while t − t_last < τ_ref. The margin of dt/64 makes up for the rounding of t, so that a τ_ref of n steps is n steps also
    /// in float32 and after 100,000 steps.
    let isActive (dt: float) (tauRef: Expr) (tLast: Expr) : Expr =
        Expr.IsLess(dt * Step - detach tLast, tauRef - dt / 64.0)

    /// The value that is held while t − t_last < τ_ref, else the free one.
    let hold dt tauRef tLast : Expr -> Expr -> Expr = where (isActive dt tauRef tLast)

    /// t where there is a spike, else t_last.
    let lastSpike (dt: float) (z: Expr) (tLast: Expr) : Expr = detach (where z (dt * Step) tLast)

    let state = Quantity.state "ms" "time of the last spike"

    let quantity value = Quantity.create value "ms" Interval.notNegative "refractory period"
