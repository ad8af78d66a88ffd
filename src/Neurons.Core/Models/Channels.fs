namespace Neurons

/// A voltage-gated channel's gate: the rates at which it opens and closes, in 1/ms, as functions of the potential in mV.
type internal Gate = { Opens: Expr -> Expr; Closes: Expr -> Expr }

/// Gates by the table of their rates, in the three forms that Hodgkin and Huxley found. Hodgkin & Huxley 1952.
module internal Channels =
    /// The potential that gates see: beyond ±500 mV, where no neuron comes by itself, their rates would be beyond all numbers.
    let seen (v: Expr) = Expr.Max(Constant -500.0, Expr.Min(Constant 500.0, v))

    /// (V − v₀)/k / (1 − e^{−(V − v₀)/k}) · rate, which is `rate` at v₀.
    let linear (rate: float) (v0: float) (k: float) (v: Expr) = rate / Expr.Exprel(-((v - v0) / Constant k))

    /// rate · e^{−(V − v₀)/k}.
    let exponential (rate: float) (v0: float) (k: float) (v: Expr) = rate * Expr.Exp(-((v - v0) / Constant k))

    /// rate / (1 + e^{−(V − v₀)/k}).
    let sigmoidal (rate: float) (v0: float) (k: float) (v: Expr) = rate * Expr.Logistic((v - v0) / Constant k)

    /// Where the gate stands in the long run.
    let steady gate v =
        let opens = gate.Opens(seen v)
        opens / (opens + gate.Closes(seen v))

    /// A step of ẏ = rate·(α (1 − y) − β y), exact for an unchanging potential.
    let step (rate: Expr) gate v (y: Expr) =
        let opens, closes = gate.Opens(seen v), gate.Closes(seen v)
        Integration.exponentialEuler rate y { Force = opens * (1.0 - y) - closes * y; Slope = -(opens + closes) }

    /// The drift of C V̇ = Σ g (E − V) + x, of the open conductances and where they draw the potential to.
    let currents (open': (Expr * Expr) list) (x: Expr) (v: Expr) =
        let force = open' |> List.map (fun (g, e) -> g * (e - v)) |> List.reduce (+)
        let total = open' |> List.map fst |> List.reduce (+)
        { Force = force + x; Slope = -total }

    let cubed (y: Expr) = y * y * y
