namespace Neurons

open System.Numerics.Tensors

/// Morris and Lecar's model of the barnacle's muscle, of a calcium and a potassium current:
///
///     C V̇ = −g_Ca M_∞ (V − V_Ca) − g_K W (V − V_K) − g_leak (V − V_leak) + x,   M_∞ = ½ (1 + tanh((V − V1)/V2))
///     Ẇ   = φ cosh((V − V3)/(2 V4)) (W_∞ − W),                                  W_∞ = ½ (1 + tanh((V − V3)/V4))
///     z   = V reaches V_th from below
///
/// Exponential Euler, each variable from the old value of the other. Source: Morris & Lecar 1981; brainpy.state `MorrisLecar`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module MorrisLecar =
    type Parameters<'a> = {
        VCa: 'a
        GCa: 'a
        VK: 'a
        GK: 'a
        VLeak: 'a
        GLeak: 'a
        C: 'a
        V1: 'a
        V2: 'a
        V3: 'a
        V4: 'a
        Phi: 'a
        VTh: 'a
    }

    type State<'a> = { V: 'a; W: 'a }

    type Options = CrossingOptions

    /// dt 0.1 ms.
    let options: Options = Crossing.options 0.1

    /// cosh a and ½ (1 + tanh 2a) = e⁴ᵃ/(1 + e⁴ᵃ), by one exponential and one division; of at most 17, where all is over within a step.
    let private coshAndOpen (a: Expr) =
        let e = Expr.Exp(Expr.Max(Constant -17.0, Expr.Min(Constant 17.0, a)))
        let square = e * e
        let e4 = square * square
        let sum = 1.0 + e4
        let share = 1.0 / (sum * e)
        struct (0.5 * (e + sum * share), e4 * e * share)

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let calcium = p.GCa * Expr.Logistic((s.V - p.V1) * (2.0 / p.V2))
        let drift = s.V |> Channels.currents [ calcium, p.VCa; p.GK * s.W, p.VK; p.GLeak, p.VLeak ] x
        let v = Integration.exponentialEuler (o.Dt / p.C) s.V drift
        let struct (cosh, open') = coshAndOpen ((s.V - p.V3) * (0.5 / p.V4))
        let w = Integration.exponentialEuler (o.Dt * p.Phi * cosh) s.W (Integration.leak open' s.W)
        struct (Crossing.spike o p.VTh s.V v, { V = v; W = w })

    let private potential value meaning = Quantity.create value "mV" Interval.all meaning
    let private width value meaning = Quantity.create value "mV" Interval.positive meaning

    /// In ms, mV, mS, µF and µA, of a square centimetre.
    let quantities: Parameters<Quantity> = {
        VCa = Crossing.reversal 130.0 "calcium"
        GCa = Crossing.conductance 4.4 "calcium"
        VK = Crossing.reversal -84.0 "potassium"
        GK = Crossing.conductance 8.0 "potassium"
        VLeak = Crossing.reversal -60.0 "the leak"
        GLeak = Crossing.conductance 2.0 "the leak"
        C = Crossing.capacitance 20.0
        V1 = potential -1.2 "potential at which half of the calcium channels are open"
        V2 = width 18.0 "width of the opening of calcium channels"
        V3 = potential 2.0 "potential at which half of the potassium channels are open"
        V4 = width 30.0 "width of the opening of potassium channels"
        Phi = Quantity.create 0.04 "1/ms" Interval.positive "speed of the potassium channels"
        VTh = Crossing.threshold 10.0 "mV"
    }

    let model = {
        Name = "MorrisLecar"
        Summary = "Morris and Lecar's neuron, of two variables, with calcium and potassium channels"
        Source = "Morris & Lecar 1981; brainpy.state, MorrisLecar"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Crossing.membrane; Crossing.gate "share of open potassium channels" ]
        Presets = [ Crossing.brainpy options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant -60.0; W = Constant 0.02 }
        Constraints = fun _ _ -> []
        Invariants = [ CrossesUpward("V", "VTh"); Bounded("W", 0.0, 1.0) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
