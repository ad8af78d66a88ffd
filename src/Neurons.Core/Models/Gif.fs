namespace Neurons

open System.Numerics.Tensors

/// The generalised integrate-and-fire neuron with two internal currents and a moving threshold:
///
///     z₀ = fire ((V − V_th)/(V_th − V_reset)), V is reset where z₀ as in Lif; and where z₀
///          I1 ← R1·I1 + A1,  I2 ← R2·I2 + A2,  V_th ← max(V_th_reset, V_th)
///     İ1 = −k1 I1,  İ2 = −k2 I2,  V̇_th = a(V − V_rest) − b(V_th − V_th_inf)
///     τ V̇ = −(V − V_rest) + R(I1' + I2' + x), with the new currents
///     z  = fire ((V' − V_th')/(V_th' − V_reset))           exponential Euler, all
///
/// V_th' is kept above V_reset: V_reset + (V_th_reset − V_reset)/100 at least.
///
/// Source: brainpy.state `Gif`; Mihalaş & Niebur 2009.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Gif =
    type Parameters<'a> = {
        R: 'a
        Tau: 'a
        VRest: 'a
        VReset: 'a
        VThInf: 'a
        VThReset: 'a
        A: 'a
        B: 'a
        K1: 'a
        K2: 'a
        R1: 'a
        R2: 'a
        A1: 'a
        A2: 'a
    }

    type State<'a> = { V: 'a; I1: 'a; I2: 'a; VTh: 'a }

    type Options = VoltageOptions

    /// brainpy.state's: soft reset, dt 0.1 ms.
    let options: Options = Voltage.soft

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let z = Voltage.lastSpike o s.VTh p.VReset s.V
        let reset = GifSpike.reset z p.R1 p.A1 p.R2 p.A2 p.VThReset s.I1 s.I2 s.VTh
        let v = Voltage.reset o z s.VTh p.VReset s.V
        let dt = Constant o.Dt
        let least = GifSpike.leastThreshold p.VReset p.VThReset
        let i1 = GifSpike.decay dt p.K1 reset.I1
        let i2 = GifSpike.decay dt p.K2 reset.I2
        let vTh = GifSpike.threshold dt p.A p.B p.VThInf least (v - p.VRest) reset.VTh
        let v = Integration.exponentialEuler (o.Dt / p.Tau) v (Integration.leak p.VRest v + p.R * (i1 + i2 + x))
        struct (Voltage.fire o vTh p.VReset v, { V = v; I1 = i1; I2 = i2; VTh = vTh })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 20.0
        Tau = Voltage.timeConstant 20.0
        VRest = Voltage.restingPotential -70.0
        VReset = Voltage.resetPotential -70.0
        VThInf = Voltage.potential -50.0 "threshold at rest"
        VThReset = Voltage.potential -60.0 "least threshold after a spike"
        A = Quantity.create 0.0 "1/ms" Interval.all "coupling of the threshold to the potential"
        B = Quantity.create 0.01 "1/ms" Interval.notNegative "decay rate of the threshold"
        K1 = Quantity.create 0.2 "1/ms" Interval.notNegative "decay rate of I1"
        K2 = Quantity.create 0.02 "1/ms" Interval.notNegative "decay rate of I2"
        R1 = Quantity.create 0.0 "" (Interval.between 0.0 1.0) "part of I1 that outlasts a spike"
        R2 = Quantity.create 1.0 "" (Interval.between 0.0 1.0) "part of I2 that outlasts a spike"
        A1 = Quantity.create 0.0 "mA" Interval.all "rise of I1 per spike"
        A2 = Quantity.create 0.0 "mA" Interval.all "rise of I2 per spike"
    }

    /// Both thresholds above the reset.
    let ordered (vThInf: Expr) (vThReset: Expr) (vReset: Expr) = [
        Voltage.ordered "VThInf" vThInf vReset
        Voltage.ordered "VThReset" vThReset vReset
    ]

    let model = {
        Name = "Gif"
        Summary = "generalised integrate-and-fire neuron"
        Source = "brainpy.state, Gif; Mihalaş & Niebur 2009"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Voltage.membrane
            Quantity.state "mA" "first internal current"
            Quantity.state "mA" "second internal current"
            Quantity.state "mV" "threshold"
        ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VRest; I1 = Constant 0.0; I2 = Constant 0.0; VTh = p.VThInf }
        Constraints = fun _ p -> ordered p.VThInf p.VThReset p.VReset
        Invariants = [
            RestsWithoutInput
            Voltage.hardReset (Some "VReset")
            With("A1", -1.0, SlowedBy "A1")
            With("A2", -1.0, SlowedBy "A2")
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
