namespace Neurons

open System.Numerics.Tensors

/// The resonate-and-fire neuron, a damped oscillation that its input pushes:
///
///     u' = e^{b dt} (u cos ω dt − v sin ω dt) + x
///     h  = e^{b dt} (u sin ω dt + v cos ω dt)           both from the old pair
///     z  = fire (h − v_th)
///     v' = h where z = 0; where z = 1 v_reset, or h − v_th
///
/// u is never reset. Source: SpikingJelly `RAFNode`; Izhikevich 2001.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ResonateAndFire =
    type Parameters<'a> = { B: 'a; Omega: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a; U: 'a }

    type Options = {
        /// Time step.
        Dt: float
        Reset: SpikeReset
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 1; SpikingJelly's: reset to a value, sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options = {
        Dt = 1.0
        Reset = Charging.options.Reset
        Surrogate = Charging.options.Surrogate
        Comparison = Charging.options.Comparison
        DetachReset = Charging.options.DetachReset
    }

    let private charge (o: Options) : ChargeOptions = {
        Reset = o.Reset
        Surrogate = o.Surrogate
        Comparison = o.Comparison
        DetachReset = o.DetachReset
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let damping = Expr.Exp(o.Dt * p.B)
        let phase = o.Dt * p.Omega
        let cos, sin = damping * Expr.Cos phase, damping * Expr.Sin phase
        let u = s.U * cos - s.V * sin + x
        let h = s.U * sin + s.V * cos
        let z = Charging.fire (charge o) p.VTh h
        struct (z, { V = Charging.reset (charge o) z p.VTh p.VReset h; U = u })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        B =
            Quantity.create
                -0.2
                ""
                Interval.all
                "growth of the oscillation in a unit of time; damping where it is negative"
        Omega = Quantity.create 1.0 "" Interval.all "angle of the oscillation in a unit of time"
        VTh = Charging.threshold 1.0
        VReset = Charging.resetPotential 0.0
    }

    let model = {
        Name = "ResonateAndFire"
        Summary = "resonate-and-fire neuron"
        Source = "SpikingJelly, RAFNode; Izhikevich 2001"
        TimeUnit = "1"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Charging.membrane; Quantity.state "" "current of the oscillation" ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun o p -> { V = Charging.rest o.Reset p.VReset; U = Constant 0.0 }
        Constraints =
            fun o p -> [
                {
                    Parameter = "B"
                    Rule = "B ≤ 0 (else the oscillation grows without bounds)"
                    NotNegative = -p.B
                }
            ]
        Invariants = [ RestsWithoutInput; Charging.resetsTo (Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
