namespace Neurons

/// Whether the input enters the synapse before a step's integration or after it.
type Jump =
    /// Norse 0.0.7: the potential is integrated with the old current, then the input enters the current.
    | AfterIntegration
    /// Norse 1.0 and later: the input enters the current first.
    | BeforeIntegration

    override r.ToString() =
        match r with
        | AfterIntegration -> nameof AfterIntegration
        | BeforeIntegration -> nameof BeforeIntegration

module Jump =
    /// The current that acts in this step, and what follows from it when it has decayed.
    let apply jump (i: Expr) (x: Expr) : struct (Expr * (Expr -> Expr)) =
        match jump with
        | AfterIntegration -> struct (i, (fun decayed -> decayed + x))
        | BeforeIntegration -> struct (i + x, id)

/// What a spike does to the membrane potential in models with an immediate reset.
type SpikeReset =
    /// It is set to the reset value.
    | Value
    /// The threshold is subtracted from it.
    | Subtract

    override r.ToString() =
        match r with
        | Value -> nameof Value
        | Subtract -> nameof Subtract

module SpikeReset =
    /// The potential after a spike z.
    let apply reset (z: Expr) (threshold: Expr) (value: Expr) (v: Expr) =
        match reset with
        | Value -> blend z v value
        | Subtract -> v - z * threshold

module internal Rectifier =
    /// max (0, a), without a gradient at 0.
    let positive (a: Expr) = where (Expr.IsGreater(a, Constant 0.0)) a (Constant 0.0)

module Rule =
    /// Forward Euler overshoots where dt·τ_inv > 1 and diverges above 2.
    let stableEuler name (dt: float) (tauInv: Expr) : Constraint = {
        Parameter = name
        Rule = $"dt · %s{name} ≤ 2"
        NotNegative = 2.0 - dt * tauInv
    }

    /// The same for a time constant that is not inverse.
    let stableEulerOf name (dt: float) (tau: Expr) : Constraint = {
        Parameter = name
        Rule = $"dt / %s{name} ≤ 2"
        NotNegative = 2.0 - dt / tau
    }

    /// One parameter above another; `reason` says why, if that is not obvious.
    let above name (value: Expr) (otherName: string) (other: Expr) (reason: string) : Constraint = {
        Parameter = name
        Rule = $"%s{name} > %s{otherName}" + (if reason = "" then "" else $" (%s{reason})")
        NotNegative = Expr.IsGreater(value, other) - 1.0
    }

/// The presets that are a library's own options and parameters.
module Preset =
    let private own name source options parameters = {
        Name = name
        Source = source
        Options = options
        Parameters = parameters
    }

    let norse007 options parameters = own "norse007" "Norse 0.0.7" options parameters
    let norse1 options parameters = own "norse1" "Norse 1.1 and later" options parameters
    let extendedLifNeurons options parameters = own "extended_lif_neurons" "Extended LIF Neurons" options parameters
