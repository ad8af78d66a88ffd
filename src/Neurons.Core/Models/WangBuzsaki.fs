namespace Neurons

open System.Numerics.Tensors

/// Wang and Buzsáki's model of a fast-spiking interneuron, Hodgkin and Huxley's with a sodium activation that follows the potential at once:
///
///     C V̇ = −g_Na m_∞³ h (V − E_Na) − g_K n⁴ (V − E_K) − g_L (V − E_L) + x,   m_∞ = α_m/(α_m + β_m)
///     ẏ   = φ (α_y (1 − y) − β_y y)                               for y = h, n
///     z   = V reaches V_th from below
///
///     α_m = 1/exprel(−(V + 35)/10)    β_m = 4 e^{−(V + 60)/18}
///     α_h = 0.07 e^{−(V + 58)/20}     β_h = 1/(1 + e^{−(V + 28)/10})
///     α_n = 0.1/exprel(−(V + 34)/10)  β_n = 0.125 e^{−(V + 44)/80}      in 1/ms
///
/// Exponential Euler, every variable from the old values of the others. Source: Wang & Buzsáki 1996; brainpy.state `WangBuzsakiHH`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module WangBuzsaki =
    type Parameters<'a> = { ENa: 'a; GNa: 'a; EK: 'a; GK: 'a; EL: 'a; GL: 'a; VTh: 'a; Phi: 'a; C: 'a }

    type State<'a> = { V: 'a; H: 'a; N: 'a }

    type Options = CrossingOptions

    /// dt 0.01 ms.
    let options: Options = Crossing.options 0.01

    let private m =
        Channels.instantaneous (Channels.linearTime 1.0 -35.0 10.0) (Channels.exponential 4.0 -60.0 18.0)

    let private h = {
        Opens = Channels.exponential 0.07 -58.0 20.0
        Closes = Channels.sigmoidal 1.0 -28.0 10.0
    }

    let private n = {
        Opens = Channels.linear 0.1 -34.0 10.0
        Closes = Channels.exponential 0.125 -44.0 80.0
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let sodium = p.GNa * Channels.cubed (m s.V) * s.H
        let n2 = s.N * s.N
        let drift = s.V |> Channels.currents [ sodium, p.ENa; p.GK * (n2 * n2), p.EK; p.GL, p.EL ] x
        let v = Integration.exponentialEuler (o.Dt / p.C) s.V drift
        let gate gate y = Channels.step (o.Dt * p.Phi) gate s.V y
        struct (Crossing.spike o p.VTh s.V v, { V = v; H = gate h s.H; N = gate n s.N })

    /// In ms, mV, mS, µF and µA, of a square centimetre.
    let quantities: Parameters<Quantity> = {
        ENa = Crossing.reversal 55.0 "sodium"
        GNa = Crossing.conductance 35.0 "sodium"
        EK = Crossing.reversal -90.0 "potassium"
        GK = Crossing.conductance 9.0 "potassium"
        EL = Crossing.reversal -65.0 "the leak"
        GL = Crossing.conductance 0.1 "the leak"
        VTh = Crossing.threshold 20.0 "mV"
        Phi = Quantity.create 5.0 "" Interval.positive "speed of the gates"
        C = Crossing.capacitance 1.0
    }

    let model = {
        Name = "WangBuzsaki"
        Summary = "Wang and Buzsáki's fast-spiking interneuron"
        Source = "Wang & Buzsáki 1996; brainpy.state, WangBuzsakiHH"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Crossing.membrane
            Crossing.gate "inactivation of sodium, 1 where there is none"
            Crossing.gate "activation of potassium"
        ]
        Presets = [ Crossing.brainpy { options with Dt = 0.1 } quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant -65.0; H = Constant 0.6; N = Constant 0.32 }
        Constraints = fun _ _ -> []
        Invariants = [ CrossesUpward("V", "VTh"); Bounded("H", 0.0, 1.0); Bounded("N", 0.0, 1.0) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
