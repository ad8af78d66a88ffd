namespace Neurons

open System.Numerics.Tensors

/// The generalised integrate-and-fire neuron with a refractory period: as Gif, but V is integrated with the currents as they are after the
/// spike, not yet decayed; and V, I1, I2 and V_th keep their values after the reset while the last spike is less than τ_ref ago.
///
/// Source: brainpy.state `GifRef`; Mihalaş & Niebur 2009.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module GifRef =
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
        TauRef: 'a
    }

    type State<'a> = { V: 'a; I1: 'a; I2: 'a; VTh: 'a; SinceSpike: 'a }

    type Options = VoltageOptions

    /// brainpy.state's: soft reset, dt 0.1 ms.
    let options: Options = Voltage.soft

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let z = Voltage.lastSpike o s.VTh p.VReset s.V
        let held = GifSpike.reset z p.R1 p.A1 p.R2 p.A2 p.VThReset s.I1 s.I2 s.VTh
        let heldV = Voltage.reset o z s.VTh p.VReset s.V
        let hold = Refractory.hold o.Dt p.TauRef s.SinceSpike
        let dt = Constant o.Dt
        let least = GifSpike.leastThreshold p.VReset p.VThReset
        let drift = Integration.leak p.VRest heldV + p.R * (held.I1 + held.I2 + x)
        let v = hold heldV (Integration.exponentialEuler (o.Dt / p.Tau) heldV drift)
        let vTh = hold held.VTh (GifSpike.threshold dt p.A p.B p.VThInf least (heldV - p.VRest) held.VTh)
        let z = Voltage.fire o vTh p.VReset v

        struct (z,
                {
                    V = v
                    I1 = hold held.I1 (GifSpike.decay dt p.K1 held.I1)
                    I2 = hold held.I2 (GifSpike.decay dt p.K2 held.I2)
                    VTh = vTh
                    SinceSpike = Refractory.next z s.SinceSpike
                })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Gif.quantities.R
        Tau = Gif.quantities.Tau
        VRest = Gif.quantities.VRest
        VReset = Gif.quantities.VReset
        VThInf = Gif.quantities.VThInf
        VThReset = Gif.quantities.VThReset
        A = Gif.quantities.A
        B = Gif.quantities.B
        K1 = Gif.quantities.K1
        K2 = Gif.quantities.K2
        R1 = Gif.quantities.R1
        R2 = Gif.quantities.R2
        A1 = Gif.quantities.A1
        A2 = Gif.quantities.A2
        TauRef = Refractory.quantity 1.7
    }

    let model = {
        Name = "GifRef"
        Summary = "generalised integrate-and-fire neuron with a refractory period"
        Source = "brainpy.state, GifRef; Mihalaş & Niebur 2009"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = Gif.model.States @ [ Refractory.state ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial =
            fun _ p -> {
                V = p.VRest
                I1 = Constant 0.0
                I2 = Constant 0.0
                VTh = p.VThInf
                SinceSpike = Refractory.initial
            }
        Constraints = fun o p -> Refractory.countable o.Dt p.TauRef :: Gif.ordered p.VThInf p.VThReset p.VReset
        Invariants = [
            RestsWithoutInput
            With("TauRef", 0.0, Voltage.hardReset (Some "VReset"))
            Under("Reset", "Hard", SilentFor "TauRef")
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
