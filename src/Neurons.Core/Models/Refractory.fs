namespace Neurons

/// The absolute refractory period of the voltage models: for τ_ref after a spike all states keep the values that they have after the reset.
/// The state counts the steps since the last spike, 0 at the spike, and carries no gradient. A time would lose its steps to rounding as it
/// grows; a count loses none up to 2^24, where it is longer than any period and, in float32, stays.
module Refractory =
    /// The steps since the last spike before there is one: 2^53, to which neither precision can add 1.
    [<Literal>]
    let LongAgo = 9007199254740992.0

    let initial = Constant LongAgo

    /// 1 where a number of steps is less than a duration. The margin, a 64th of a step and a 2^21-th of the duration, is more than the rounding of
    /// the duration and dt, and with it less than a step: a duration of n steps is n steps in float32, too.
    let isWithin (dt: float) (duration: Expr) (steps: Expr) : Expr =
        Expr.IsLess(steps, ((1.0 - 1.0 / 2097152.0) * duration - dt / 64.0) / Constant dt)

    /// 1 where the spike and the step that follows `since` are less than τ_ref apart.
    let isActive (dt: float) (tauRef: Expr) (since: Expr) : Expr = isWithin dt tauRef (detach since + 1.0)

    /// The value that is held during the period, else the free one.
    let hold dt tauRef since : Expr -> Expr -> Expr = where (isActive dt tauRef since)

    /// 0 where there is a spike z, else a step more.
    let next (z: Expr) (since: Expr) : Expr = where (detach z) (Constant 0.0) (detach since + 1.0)

    let state = Quantity.state "steps" "steps since the last spike"

    let quantity value = Quantity.create value "ms" Interval.notNegative "refractory period"

    /// In a longer duration float32 would not tell one step more or less.
    let countableDuration name (dt: float) (duration: Expr) : Constraint = {
        Parameter = name
        Rule = $"%s{name} ≤ 1,048,576 · dt (else its steps cannot be counted in float32)"
        NotNegative = 1048576.0 * dt - duration
    }

    let countable dt tauRef = countableDuration "TauRef" dt tauRef
