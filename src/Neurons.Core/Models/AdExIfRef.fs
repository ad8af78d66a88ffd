namespace Neurons

open System.Numerics.Tensors

/// The adaptive exponential integrate-and-fire neuron with a refractory period: as AdExIf, but V and w keep their values after the
/// reset while the last spike is less than τ_ref ago.
///
/// Source: brainpy.state `AdExIFRef`; Brette & Gerstner 2005.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module AdExIfRef =
    type Parameters<'a> = {
        R: 'a
        Tau: 'a
        VTh: 'a
        VReset: 'a
        VRest: 'a
        VT: 'a
        DeltaT: 'a
        TauW: 'a
        TauRef: 'a
        A: 'a
        B: 'a
    }

    type State<'a> = { V: 'a; W: 'a; SinceSpike: 'a }

    type Options = VoltageOptions

    /// Hard reset, unlike brainpy.state's soft one, with which the potential runs away; dt 0.1 ms.
    let options: Options = Voltage.hard

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let z = Voltage.lastSpike o p.VTh p.VReset s.V
        let heldV = Voltage.reset o z p.VTh p.VReset s.V
        let heldW = AdaptationCurrent.afterSpike p.B z s.W
        let drift = Upswing.exponential p.VRest p.VT p.DeltaT heldV + p.R * (x - heldW)
        let v = Upswing.integrate (o.Dt / p.Tau) heldV drift
        let w = AdaptationCurrent.integrate (o.Dt / p.TauW) p.A (v - p.VRest) heldW
        let hold = Refractory.hold o.Dt p.TauRef s.SinceSpike
        let v = hold heldV v
        let z = Voltage.fire o p.VTh p.VReset v

        struct (z, { V = v; W = hold heldW w; SinceSpike = Refractory.next z s.SinceSpike })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 10.0
        VTh = Voltage.threshold -55.0
        VReset = Voltage.resetPotential -68.0
        VRest = Voltage.restingPotential -65.0
        VT = Upswing.start
        DeltaT = Upswing.sharpness
        TauW = AdaptationCurrent.timeConstant 30.0
        TauRef = Refractory.quantity 1.7
        A = AdaptationCurrent.coupling 1.0
        B = AdaptationCurrent.rise 1.0
    }

    let model = {
        Name = "AdExIfRef"
        Summary = "adaptive exponential integrate-and-fire neuron with a refractory period"
        Source = "brainpy.state, AdExIFRef; Brette & Gerstner 2005"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane; AdaptationCurrent.state; Refractory.state ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VRest; W = Constant 0.0; SinceSpike = Refractory.initial }
        Constraints =
            fun o p -> [
                Voltage.ordered "VTh" p.VTh p.VReset
                AdaptationCurrent.stable p.R p.A
                Refractory.countable o.Dt p.TauRef
            ]
        Invariants = [
            With("B", 0.0, With("TauRef", 0.0, Voltage.hardReset (Some "VReset")))
            Under("Reset", "Hard", SilentFor "TauRef")
            SlowedBy "B"
        ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
