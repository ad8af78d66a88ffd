namespace Neurons

/// How the potential is advanced where the currents of synapses decay.
[<RequireQualifiedAccess>]
type Integrator =
    /// The solution of the linear system: the currents decay within the step.
    | Exact
    /// Exponential Euler: the currents are held over the step.
    | ExponentialEuler

    override r.ToString() =
        match r with
        | Exact -> nameof Exact
        | ExponentialEuler -> nameof ExponentialEuler

/// What the leaky integrate-and-fire neurons of network simulators share. What arrives at the end of a step enters at the beginning of the
/// next; then the potential is integrated, unless the neuron is refractory, and compared with the threshold; a spike resets it at once, and it
/// stays there for τ_ref. Excitation and inhibition have time constants of their own. Source: Brian2; Brette et al. 2007.
module internal NetworkLif =
    /// A spike of (V − V_th)/(V_th − V_reset), as the surrogate wants it scaled.
    let private fire comparison surrogate (vTh: Expr) (vReset: Expr) (v: Expr) =
        fire comparison surrogate ((v - vTh) * (1.0 / (vTh - vReset)))

    /// The spike, the potential and the steps since the last spike after a step from `held`, which is kept in a refractory neuron, to `free`.
    let finish (o: VoltageOptions) (tauRef: Expr) (vTh: Expr) (vReset: Expr) (since: Expr) (held: Expr) (free: Expr) =
        let v = Refractory.hold o.Dt tauRef since held free
        let z = fire o.Comparison o.Surrogate vTh vReset v
        struct (z, blend (detachIf o.DetachReset z) v vReset, Refractory.next z since)

    /// Whether jumps of the potential are lost: in the step of a spike and while the neuron is refractory.
    let isClosed (dt: float) (tauRef: Expr) (since: Expr) : Expr =
        Refractory.isWithin dt (Expr.Max(tauRef, Constant dt)) (detach since)

    let current isWanted (inputs: Expr list) = if isWanted then List.last inputs else Constant 0.0

    let inputs isWanted names = if isWanted then names @ [ "current" ] else names

    /// The inputs of excitation, perhaps of inhibition, perhaps of a current.
    let synapses hasInhibition hasCurrent =
        inputs hasCurrent (if hasInhibition then [ "excitatory"; "inhibitory" ] else [ "excitatory" ])

    /// How the potential is reset: to the reset potential.
    let membraneOptions dt surrogate comparison detachReset : VoltageOptions = {
        Dt = dt
        Reset = Hard
        Surrogate = surrogate
        Comparison = comparison
        DetachReset = detachReset
    }

    let resistance = Quantity.create 1.0 "mV" Interval.positive "potential for a unit of current"
    let tau value = Voltage.timeConstant value
    let synaptic value = Voltage.time value
    let refractory value = Refractory.quantity value
    let membrane = Quantity.state "mV" "membrane potential"

    /// The preset that is the source's own.
    let brian options quantities = [
        {
            Name = "brian2"
            Source = "Brian2 2.9; Brette et al. 2007"
            Options = options
            Parameters = quantities
        }
    ]
