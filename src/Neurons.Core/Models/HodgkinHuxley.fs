namespace Neurons

open System.Numerics.Tensors

/// Hodgkin and Huxley's neuron, of a sodium, a potassium and a leak current:
///
///     C V̇ = −g_Na m³ h (V − E_Na) − g_K n⁴ (V − E_K) − g_L (V − E_L) + x
///     ẏ   = α_y (1 − y) − β_y y                                   for y = m, h, n
///     z   = V reaches V_th from below
///
///     α_m = 1/exprel(−(V + 40)/10)    β_m = 4 e^{−(V + 65)/18}
///     α_h = 0.07 e^{−(V + 65)/20}     β_h = 1/(1 + e^{−(V + 35)/10})
///     α_n = 0.1/exprel(−(V + 55)/10)  β_n = 0.125 e^{−(V + 65)/80}      in 1/ms
///
/// Exponential Euler, every variable from the old values of the others. The squid's giant axon at 6.3 °C; its leak is 0.3 mS
/// (preset `hodgkin_huxley`), of which brainpy.state's default is a tenth. Source: Hodgkin & Huxley 1952; brainpy.state `HH`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module HodgkinHuxley =
    type Parameters<'a> = { ENa: 'a; GNa: 'a; EK: 'a; GK: 'a; EL: 'a; GL: 'a; VTh: 'a; C: 'a }

    type State<'a> = { V: 'a; M: 'a; H: 'a; N: 'a }

    type Options = CrossingOptions

    /// dt 0.01 ms, as the upstroke of a spike takes a few tenths of a millisecond.
    let options: Options = Crossing.options 0.01

    let private m = {
        Opens = Channels.linear 1.0 -40.0 10.0
        Closes = Channels.exponential 4.0 -65.0 18.0
    }

    let private h = {
        Opens = Channels.exponential 0.07 -65.0 20.0
        Closes = Channels.sigmoidal 1.0 -35.0 10.0
    }

    let private n = {
        Opens = Channels.linear 0.1 -55.0 10.0
        Closes = Channels.exponential 0.125 -65.0 80.0
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let n2 = s.N * s.N

        let drift =
            s.V
            |> Channels.currents [ p.GNa * Channels.cubed s.M * s.H, p.ENa; p.GK * (n2 * n2), p.EK; p.GL, p.EL ] x

        let v = Integration.exponentialEuler (o.Dt / p.C) s.V drift
        let gate gate y = Channels.step (Constant o.Dt) gate s.V y
        struct (Crossing.spike o p.VTh s.V v, { V = v; M = gate m s.M; H = gate h s.H; N = gate n s.N })

    /// In ms, mV, mS, µF and µA, of a square centimetre.
    let quantities: Parameters<Quantity> = {
        ENa = Crossing.reversal 50.0 "sodium"
        GNa = Crossing.conductance 120.0 "sodium"
        EK = Crossing.reversal -77.0 "potassium"
        GK = Crossing.conductance 36.0 "potassium"
        EL = Crossing.reversal -54.387 "the leak"
        GL = Crossing.conductance 0.3 "the leak"
        VTh = Crossing.threshold 20.0 "mV"
        C = Crossing.capacitance 1.0
    }

    let model = {
        Name = "HodgkinHuxley"
        Summary = "Hodgkin and Huxley's neuron, with sodium and potassium channels"
        Source = "Hodgkin & Huxley 1952; brainpy.state, HH"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Crossing.membrane
            Crossing.gate "activation of sodium"
            Crossing.gate "inactivation of sodium, 1 where there is none"
            Crossing.gate "activation of potassium"
        ]
        Presets = [
            Crossing.brainpy { options with Dt = 0.1 } { quantities with GL = { quantities.GL with Value = 0.03 } }
            {
                Name = "hodgkin_huxley"
                Source = "Hodgkin & Huxley 1952"
                Options = options
                Parameters = quantities
            }
        ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial =
            fun _ _ ->
                let rest = Constant -65.0

                {
                    V = rest
                    M = Channels.steady m rest
                    H = Channels.steady h rest
                    N = Channels.steady n rest
                }
        Constraints = fun _ _ -> []
        Invariants = [
            CrossesUpward("V", "VTh")
            Bounded("M", 0.0, 1.0)
            Bounded("H", 0.0, 1.0)
            Bounded("N", 0.0, 1.0)
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
