namespace Neurons

/// The options of the synapses.
type SynapseOptions = {
    /// Time step in ms.
    Dt: float
}

/// What synapses share: what they do is a conductance or a current that every spike, or weighted jump, raises and that decays.
/// Source: brainpy.state.
module Synapse =
    /// dt 0.1 ms.
    let options: SynapseOptions = { Dt = 0.1 }

    /// y e^{−dt/τ}.
    let decayed (dt: float) (tau: Expr) (y: Expr) : Expr = y * Expr.Exp(-(dt / tau))

    let time value meaning = Quantity.create value "ms" Interval.positive meaning
    let conductance meaning = Quantity.state "mS" meaning

    /// The preset that is the library's own.
    let brainpy (options: 'Options) quantities = [
        {
            Name = "brainpy"
            Source = "brainpy.state 0.1.0"
            Options = options
            Parameters = quantities
        }
    ]
