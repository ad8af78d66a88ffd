namespace Neurons

open System.Numerics.Tensors

/// The adaptive quadratic integrate-and-fire neuron by forward Euler, with the reset in the step of the spike:
///
///     h  = v + (x + a₀ (v − v_rest)(v − v_c) − w)/τ
///     z  = fire (h − v_th)
///     v' = h where z = 0; where z = 1 v_reset, or h − v_th
///     w' = w + (a (h − v_rest) − w)/τ_w + b z, with the gradient of z
///
/// `AdQuaIf` is the same by exponential Euler. Source: SpikingJelly `IzhikevichNode`, which has a = b = 0, no adaptation; Izhikevich 2003.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module AdaptiveQuadraticIf =
    type Parameters<'a> = {
        Tau: 'a
        VC: 'a
        A0: 'a
        VTh: 'a
        VRest: 'a
        TauW: 'a
        A: 'a
        B: 'a
        VReset: 'a
    }

    type State<'a> = { V: 'a; W: 'a }

    type Options = ChargeOptions

    /// SpikingJelly's: reset to a value, sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options: Options = Charging.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let force = (Upswing.quadratic p.VRest p.VC p.A0 s.V).Force
        let h = Charging.limited (s.V + (x + force - s.W) / p.Tau)
        let z = Charging.fire o p.VTh h
        let w = s.W + (p.A * (h - p.VRest) - s.W) / p.TauW + p.B * z
        struct (z, { V = Charging.reset o z p.VTh p.VReset h; W = w })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Tau = Charging.timeConstant 2.0
        VC = QuadraticIf.quantities.VC
        A0 = QuadraticIf.quantities.A0
        VTh = Charging.threshold 1.0
        VRest = Charging.restingPotential -0.1
        TauW = Quantity.create 2.0 "steps" Interval.positive "time constant of the adaptation"
        A = Quantity.create 0.0 "" Interval.all "coupling of the adaptation to the potential"
        B = Quantity.create 0.1 "" Interval.all "rise of the adaptation per spike"
        VReset = Charging.resetPotential 0.0
    }

    let model = {
        Name = "AdaptiveQuadraticIf"
        Summary = "adaptive quadratic integrate-and-fire neuron with the reset in the step of the spike"
        Source = "SpikingJelly, IzhikevichNode; Izhikevich 2003"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane; Quantity.state "" "adaptation" ]
        Presets = [ Charging.spikingjelly options { quantities with B = { quantities.B with Value = 0.0 } } ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun o p -> { V = Charging.rest o.Reset p.VReset; W = Constant 0.0 }
        Constraints = fun _ p -> [ Upswing.ordered p.VC p.VRest; Rule.stableEulerOf "TauW" 1.0 p.TauW ]
        Invariants = [ Charging.resetsTo (Some "VReset"); SlowedBy "B" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
