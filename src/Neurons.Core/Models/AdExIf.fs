namespace Neurons

open System.Numerics.Tensors

/// The adaptive exponential integrate-and-fire neuron:
///
///     z₀ = fire ((V − V_th)/(V_th − V_reset)), V is reset where z₀ as in Lif;  w ← w + b z₀
///     τ V̇ = −(V − V_rest) + Δ_T e^{(V − V_T)/Δ_T} − R w + R x
///     τ_w ẇ = a (V' − V_rest) − w, with the new V'         exponential Euler, both
///     z  = fire ((V' − V_th)/(V_th − V_reset))
///
/// Source: brainpy.state `AdExIF`; Brette & Gerstner 2005.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module AdExIf =
    type Parameters<'a> = {
        R: 'a
        Tau: 'a
        VTh: 'a
        VReset: 'a
        VRest: 'a
        VT: 'a
        DeltaT: 'a
        TauW: 'a
        A: 'a
        B: 'a
    }

    type State<'a> = { V: 'a; W: 'a }

    type Options = VoltageOptions

    /// Hard reset, unlike brainpy.state's soft one, with which the potential runs away; dt 0.1 ms.
    let options: Options = Voltage.hard

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let z = Voltage.lastSpike o p.VTh p.VReset s.V
        let v = Voltage.reset o z p.VTh p.VReset s.V
        let w = AdaptationCurrent.afterSpike p.B z s.W
        let drift = Upswing.exponential p.VRest p.VT p.DeltaT v + p.R * (x - w)
        let v = Upswing.integrate (o.Dt / p.Tau) v drift
        let w = AdaptationCurrent.integrate (o.Dt / p.TauW) p.A (v - p.VRest) w
        struct (Voltage.fire o p.VTh p.VReset v, { V = v; W = w })

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
        A = AdaptationCurrent.coupling 1.0
        B = AdaptationCurrent.rise 1.0
    }

    let model = {
        Name = "AdExIf"
        Summary = "adaptive exponential integrate-and-fire neuron"
        Source = "brainpy.state, AdExIF; Brette & Gerstner 2005"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane; AdaptationCurrent.state ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VRest; W = Constant 0.0 }
        Constraints = fun _ p -> [ Voltage.ordered "VTh" p.VTh p.VReset; AdaptationCurrent.stable p.R p.A ]
        Invariants = [ With("B", 0.0, Voltage.hardReset (Some "VReset")); SlowedBy "B" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
