namespace Neurons

/// A voltage-gated channel's gate: the rates at which it opens and closes, in 1/ms, as functions of the potential in mV.
type internal Gate = { Opens: Expr -> Expr; Closes: Expr -> Expr }

/// Gates by the table of their rates, in the three forms that Hodgkin and Huxley found. Hodgkin & Huxley 1952.
module internal Channels =
    /// The potential that gates see: beyond ±500 mV, where no neuron comes by itself, their rates would be beyond all numbers.
    let private seen (v: Expr) = Expr.Max(Constant -500.0, Expr.Min(Constant 500.0, v))

    let rec private power n (a: Expr) =
        if n = 1 then
            a
        elif n % 2 = 1 then
            a * power (n - 1) a
        else
            let root = power (n / 2) a
            root * root

    /// rate · e^{−(V − v₀)/k}. Where k divides 80 mV, it is a power of the one exponential e^{−V/80}.
    let exponential (rate: float) (v0: float) (k: float) (v: Expr) =
        if 80.0 % k = 0.0 then
            Constant(rate * exp (v0 / k)) * power (int (80.0 / k)) (Expr.Exp(seen v * Constant(-1.0 / 80.0)))
        else
            rate * Expr.Exp((v0 - seen v) * Constant(1.0 / k))

    /// exprel(−(V − v₀)/k) / rate: how long it takes until a gate opens that opens at the rate `linear`.
    let linearTime (rate: float) (v0: float) (k: float) (v: Expr) =
        Constant(1.0 / rate) * Expr.Exprel((v0 - seen v) * Constant(1.0 / k))

    /// (V − v₀)/k / (1 − e^{−(V − v₀)/k}) · rate, which is `rate` at v₀.
    let linear (rate: float) (v0: float) (k: float) (v: Expr) = 1.0 / linearTime rate v0 k v

    /// rate / (1 + e^{−(V − v₀)/k}).
    let sigmoidal (rate: float) (v0: float) (k: float) (v: Expr) = rate * (1.0 / (1.0 + exponential 1.0 v0 k v))

    /// Where a gate stands in the long run, α/(α + β).
    let steady gate v =
        let opens = gate.Opens v
        opens / (opens + gate.Closes v)

    /// The same of 1/α and β, for a gate that follows the potential at once.
    let instantaneous (opensIn: Expr -> Expr) (closes: Expr -> Expr) v = 1.0 / (1.0 + closes v * opensIn v)

    /// A step of ẏ = rate·(α (1 − y) − β y), exact for an unchanging potential.
    let step (rate: Expr) gate v (y: Expr) =
        let opens, closes = gate.Opens v, gate.Closes v
        Integration.exponentialEuler rate y { Force = opens * (1.0 - y) - closes * y; Slope = -(opens + closes) }

    /// The drift of C V̇ = Σ g (E − V) + x, of the open conductances and where they draw the potential to.
    let currents (open': (Expr * Expr) list) (x: Expr) (v: Expr) =
        let force = open' |> List.map (fun (g, e) -> g * (e - v)) |> List.reduce (+)
        let total = open' |> List.map fst |> List.reduce (+)
        { Force = force + x; Slope = -total }

    let cubed (y: Expr) = y * y * y
