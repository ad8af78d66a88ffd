namespace Neurons

/// Whether the input acts on the membrane in the step in which it arrives.
type Jump =
    /// Norse 0.0.7: the potential is integrated with the old current, then the input enters the current.
    | AfterIntegration
    /// Norse 1.0 and later: the input enters the current first.
    | BeforeIntegration

/// What a spike does to the membrane potential in models with an immediate reset.
type SpikeReset =
    /// It is set to the reset value.
    | Value
    /// The threshold is subtracted from it.
    | Subtract

module Rule =
    /// Forward Euler overshoots where dt·τ_inv > 1 and diverges above 2.
    let stableEuler name (dt: float) (tauInv: Expr) : Constraint = {
        Parameter = name
        Rule = $"dt · {name} ≤ 2"
        NotNegative = 2.0 - dt * tauInv
    }
