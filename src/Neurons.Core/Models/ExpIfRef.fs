namespace Neurons

open System.Numerics.Tensors

/// The exponential integrate-and-fire neuron with a refractory period: as ExpIf, but held at the value after the reset while
/// the last spike is less than τ_ref ago.
///
/// Source: brainpy.state `ExpIFRef`; Fourcaud-Trocmé et al. 2003.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ExpIfRef =
    type Parameters<'a> = {
        R: 'a
        Tau: 'a
        VTh: 'a
        VReset: 'a
        VRest: 'a
        VT: 'a
        DeltaT: 'a
        TauRef: 'a
    }

    type State<'a> = { V: 'a; SinceSpike: 'a }

    type Options = VoltageOptions

    /// Hard reset, unlike brainpy.state's soft one, with which the potential runs away; dt 0.1 ms.
    let options: Options = Voltage.hard

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let z = Voltage.lastSpike o p.VTh p.VReset s.V
        let held = Voltage.reset o z p.VTh p.VReset s.V
        let drift = Upswing.exponential p.VRest p.VT p.DeltaT held + p.R * x
        let v = Upswing.integrate (o.Dt / p.Tau) held drift
        let v = Refractory.hold o.Dt p.TauRef s.SinceSpike held v
        let z = Voltage.fire o p.VTh p.VReset v
        struct (z, { V = v; SinceSpike = Refractory.next z s.SinceSpike })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 10.0
        VTh = Voltage.threshold -30.0
        VReset = Voltage.resetPotential -68.0
        VRest = Voltage.restingPotential -65.0
        VT = Upswing.start
        DeltaT = Upswing.sharpness
        TauRef = Refractory.quantity 1.7
    }

    let model = {
        Name = "ExpIfRef"
        Summary = "exponential integrate-and-fire neuron with a refractory period"
        Source = "brainpy.state, ExpIFRef; Fourcaud-Trocmé et al. 2003"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane; Refractory.state ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VRest; SinceSpike = Refractory.initial }
        Constraints = fun o p -> [ Voltage.ordered "VTh" p.VTh p.VReset; Refractory.countable o.Dt p.TauRef ]
        Invariants = [
            With("TauRef", 0.0, Voltage.hardReset (Some "VReset"))
            Under("Reset", "Hard", SilentFor "TauRef")
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
