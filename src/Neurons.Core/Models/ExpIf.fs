namespace Neurons

open System.Numerics.Tensors

/// The exponential integrate-and-fire neuron, whose upswing starts softly at V_T:
///
///     z₀ = fire ((V − V_th)/(V_th − V_reset)), V is reset where z₀ as in Lif
///     τ V̇ = −(V − V_rest) + Δ_T e^{(V − V_T)/Δ_T} + R x     exponential Euler
///     z  = fire ((V' − V_th)/(V_th − V_reset))
///
/// Source: brainpy.state `ExpIF`; Fourcaud-Trocmé et al. 2003.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ExpIf =
    type Parameters<'a> = { R: 'a; Tau: 'a; VTh: 'a; VReset: 'a; VRest: 'a; VT: 'a; DeltaT: 'a }

    type State<'a> = { V: 'a }

    type Options = VoltageOptions

    /// Hard reset, unlike brainpy.state's soft one, with which the potential runs away; dt 0.1 ms.
    let options: Options = Voltage.hard

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let z = Voltage.lastSpike o p.VTh p.VReset s.V
        let v = Voltage.reset o z p.VTh p.VReset s.V

        let drift = Upswing.exponential p.VRest p.VT p.DeltaT v + p.R * x
        let v = Upswing.integrate (o.Dt / p.Tau) v drift
        struct (Voltage.fire o p.VTh p.VReset v, { V = v })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 10.0
        VTh = Voltage.threshold -30.0
        VReset = Voltage.resetPotential -68.0
        VRest = Voltage.restingPotential -65.0
        VT = Upswing.start
        DeltaT = Upswing.sharpness
    }

    let model = {
        Name = "ExpIf"
        Summary = "exponential integrate-and-fire neuron"
        Source = "brainpy.state, ExpIF; Fourcaud-Trocmé et al. 2003"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VRest }
        Constraints = fun _ p -> [ Voltage.ordered "VTh" p.VTh p.VReset ]
        Invariants = [ Voltage.hardReset (Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
