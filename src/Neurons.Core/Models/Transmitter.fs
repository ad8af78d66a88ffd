namespace Neurons

/// What the synapses share that are told by their receptors: a spike releases a pulse of transmitter, which receptors bind.
/// Destexhe et al. 1994.
module internal Transmitter =
    /// The concentration, which is there while the last spike is less than a duration ago.
    let pulse dt (concentration: Expr) duration (since: Expr) : Expr =
        where (Refractory.isWithin dt duration since) concentration (Constant 0.0)

    /// A step of ẏ = on (1 − y) − off y, exact for an unchanging rate.
    let bind (dt: float) (on: Expr) (off: Expr) (y: Expr) : Expr =
        Integration.exponentialEuler (Constant dt) y { Force = on * (1.0 - y) - off * y; Slope = -(on + off) }

    let binding value =
        Quantity.create value "1/(ms mM)" Interval.positive "rate at which the transmitter is bound"

    let unbinding value =
        Quantity.create value "1/ms" Interval.positive "rate at which the transmitter is lost"

    let concentration value =
        Quantity.create value "mM" Interval.notNegative "concentration of the transmitter in a pulse"

    let duration value = Synapse.time value "duration of a pulse"
    let openReceptors = Quantity.state "" "share of open receptors"
