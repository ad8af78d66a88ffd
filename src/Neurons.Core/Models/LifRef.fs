namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron with a refractory period: as Lif, but held at the value after the reset while
/// the last spike is less than τ_ref ago.
///
/// Source: brainpy.state `LIFRef`; Burkitt 2006; Gerstner et al. 2014.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LifRef =
    type Parameters<'a> = { R: 'a; Tau: 'a; VTh: 'a; VReset: 'a; VRest: 'a; TauRef: 'a }

    type State<'a> = { V: 'a; SinceSpike: 'a }

    type Options = VoltageOptions

    /// brainpy.state's: soft reset, dt 0.1 ms.
    let options: Options = Voltage.soft

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let z = Voltage.lastSpike o p.VTh p.VReset s.V
        let held = Voltage.reset o z p.VTh p.VReset s.V
        let v = Integration.exponentialEuler (o.Dt / p.Tau) held (Integration.leak p.VRest held + p.R * x)
        let v = Refractory.hold o.Dt p.TauRef s.SinceSpike held v
        let z = Voltage.fire o p.VTh p.VReset v
        struct (z, { V = v; SinceSpike = Refractory.next z s.SinceSpike })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 5.0
        VTh = Voltage.threshold 1.0
        VReset = Voltage.resetPotential 0.0
        VRest = Voltage.restingPotential 0.0
        TauRef = Refractory.quantity 5.0
    }

    let model = {
        Name = "LifRef"
        Summary = "leaky integrate-and-fire neuron with a refractory period"
        Source = "brainpy.state, LIFRef; Burkitt 2006; Gerstner et al. 2014"
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
            RestsWithoutInput
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
