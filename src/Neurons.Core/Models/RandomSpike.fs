namespace Neurons

/// Spikes of a given probability.
module RandomSpike =
    /// 1 with probability p, else 0; the gradient is that of p (straight-through).
    let fire (draw: int) (p: Expr) : Expr = fire Greater Surrogate.straightThrough (p - Uniform draw)
