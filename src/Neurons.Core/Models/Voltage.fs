namespace Neurons

/// What the spike of the last step does to the potential in models with a delayed reset.
type VoltageReset =
    /// V ← V − (V_th − V_reset): what exceeds the threshold is kept.
    | Soft
    /// V ← V_reset. The gradient of the potential passes: V ← V − (sg(V) − V_reset).
    | Hard

    override r.ToString() =
        match r with
        | Soft -> nameof Soft
        | Hard -> nameof Hard

/// The options of the voltage models with delayed reset.
type VoltageOptions = {
    /// Time step in ms.
    Dt: float
    Reset: VoltageReset
    Surrogate: Surrogate
    Comparison: Comparison
    /// Whether the gradient ignores what the last step's spike does to the states.
    DetachReset: bool
}

/// What the voltage models with delayed reset share. The potential that is stored at the end of a step is the one before the reset;
/// the next step begins by resetting where it had reached the threshold. Source: brainpy.state.
module Voltage =
    /// brainpy.state's: soft reset, relu surrogate with α = 0.3 and w = 1, a spike at or above the threshold; dt 0.1 ms.
    let soft = {
        Dt = 0.1
        Reset = Soft
        Surrogate = Surrogate.relu 0.3 1.0
        Comparison = GreaterOrEqual
        DetachReset = false
    }

    /// The same with hard reset: after a soft one the models that accelerate past the threshold run away.
    let hard = { soft with Reset = Hard }

    /// A spike of (V − V_th)/(V_th − V_reset), as the surrogate wants it scaled.
    let fire (o: VoltageOptions) (vTh: Expr) (vReset: Expr) (v: Expr) =
        fire o.Comparison o.Surrogate ((v - vTh) * (1.0 / (vTh - vReset)))

    /// The spike of the last step, from the stored states.
    let lastSpike (o: VoltageOptions) vTh vReset v =
        let z = fire o vTh vReset v
        detachIf o.DetachReset z

    /// The potential after the reset of the last step's spike z.
    let reset (o: VoltageOptions) z (vTh: Expr) (vReset: Expr) (v: Expr) =
        match o.Reset with
        | Soft -> v - (vTh - vReset) * z
        | Hard -> blend z v (vReset + (v - detach v))

    let resistance value = Quantity.create value "Ω" Interval.positive "membrane resistance"
    let time value meaning = Quantity.create value "ms" Interval.positive meaning
    let timeConstant value = time value "membrane time constant"
    let potential value meaning = Quantity.create value "mV" Interval.all meaning
    let threshold value = potential value "threshold"
    let resetPotential value = potential value "reset potential"
    let restingPotential value = potential value "resting potential"
    let membrane = Quantity.state "mV" "membrane potential, before the reset"

    /// The preset that is the library's own.
    let brainpy quantities = [
        {
            Name = "brainpy"
            Source = "brainpy.state 0.1.0"
            Options = soft
            Parameters = quantities
        }
    ]

    /// The threshold above the reset.
    let ordered name (vTh: Expr) (vReset: Expr) = Rule.above name vTh "VReset" vReset ""

    /// The law of the hard reset.
    let hardReset parameter = Under("Reset", "Hard", ContinuesFrom("V", parameter))

    /// The law of the soft reset to 0: with a time constant so long that nothing leaks, and a resistance that makes a step's input as
    /// large a change of the potential, charge is conserved.
    let noLeak dt =
        With("Tau", 1e12, With("R", 1e12 / dt, Under("Reset", "Soft", ConservesCharge("V", "VTh"))))
