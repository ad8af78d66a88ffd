namespace Neurons

/// The options of the models that charge, fire and reset within a step.
type ChargeOptions = {
    Reset: SpikeReset
    Surrogate: Surrogate
    Comparison: Comparison
    /// Whether the gradient of the reset ignores the spike.
    DetachReset: bool
}

/// The same, of a membrane that leaks.
type LeakyChargeOptions = {
    Reset: SpikeReset
    /// Whether the input is divided by τ, as the leak is, or enters the potential as it is.
    DecayInput: bool
    Surrogate: Surrogate
    Comparison: Comparison
    /// Whether the gradient of the reset ignores the spike.
    DetachReset: bool
}

/// What the models share that, within one step, charge the membrane to h, fire where h reaches the threshold, and reset. A step is the unit of
/// time. Source: SpikingJelly 2.0, activation_based.neuron.
module Charging =
    /// SpikingJelly's: reset to a value, its gradient included, sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options: ChargeOptions = {
        Reset = Value
        Surrogate = Surrogate.sigmoid 4.0
        Comparison = GreaterOrEqual
        DetachReset = false
    }

    /// The same, and an input that is divided by τ.
    let leakyOptions: LeakyChargeOptions = {
        Reset = options.Reset
        DecayInput = true
        Surrogate = options.Surrogate
        Comparison = options.Comparison
        DetachReset = options.DetachReset
    }

    /// The options of a leaky charge, for models that have others besides.
    let internal leakyOf reset decayInput surrogate comparison detachReset : LeakyChargeOptions = {
        Reset = reset
        DecayInput = decayInput
        Surrogate = surrogate
        Comparison = comparison
        DetachReset = detachReset
    }

    /// Those that do not concern the leak.
    let ofLeaky (o: LeakyChargeOptions) : ChargeOptions = {
        Reset = o.Reset
        Surrogate = o.Surrogate
        Comparison = o.Comparison
        DetachReset = o.DetachReset
    }

    /// The spike of a charged membrane.
    let fire (o: ChargeOptions) (threshold: Expr) (h: Expr) = fire o.Comparison o.Surrogate (h - threshold)

    /// The membrane after the reset of a spike z.
    let reset (o: ChargeOptions) (z: Expr) threshold vReset (h: Expr) =
        SpikeReset.apply o.Reset (detachIf o.DetachReset z) threshold vReset h

    /// The potential towards which the membrane leaks: that of the reset, or 0 where the threshold is subtracted.
    let rest reset (vReset: Expr) =
        match reset with
        | Value -> vReset
        | SpikeReset.Subtract -> Constant 0.0

    /// A charge that runs away with the square of the potential, kept where that square is a number.
    let limited (h: Expr) = Expr.Max(Constant -1e15, Expr.Min(Constant 1e15, h))

    /// The leaky membrane's charge; the rate is 1/τ.
    let leaky (o: LeakyChargeOptions) (rate: Expr) vReset (x: Expr) (v: Expr) =
        let rest = rest o.Reset vReset

        if o.DecayInput then v + rate * (x - (v - rest)) else v - rate * (v - rest) + x

    /// In steps: 1/τ is a share.
    let timeConstant value = Quantity.create value "steps" Interval.positive "membrane time constant"
    let threshold value = Quantity.create value "" Interval.all "threshold"
    let resetPotential value = Quantity.create value "" Interval.all "reset potential"
    let restingPotential value = Quantity.create value "" Interval.all "resting potential"
    let membrane = Quantity.state "" "membrane potential"

    /// The preset that is the library's own.
    let spikingjelly (options: 'Options) quantities = {
        Name = "spikingjelly"
        Source = "SpikingJelly 2.0"
        Options = options
        Parameters = quantities
    }

    /// The leak alone diverges where a step is more than twice its time constant.
    let stable (tau: Expr) = Rule.stableEulerOf "Tau" 1.0 tau

    /// The law of the reset to a value.
    let resetsTo parameter = Under("Reset", "Value", ResetsTo("V", parameter))
