namespace Neurons

open System.Numerics.Tensors

/// The exponential integrate-and-fire neuron by forward Euler, with the reset in the step of the spike:
///
///     h  = v + (x + v_rest − v + Δ_T e^{(v − θ_rh)/Δ_T})/τ
///     z  = fire (h − v_th)
///     v' = h where z = 0; where z = 1 v_reset, or h − v_th
///
/// `ExpIf` is the same by exponential Euler with the reset in the next step. Source: SpikingJelly `EIFNode`; Fourcaud-Trocmé et al. 2003.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ExponentialIf =
    type Parameters<'a> = { Tau: 'a; DeltaT: 'a; ThetaRh: 'a; VTh: 'a; VRest: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = ChargeOptions

    /// SpikingJelly's: reset to a value, sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options: Options = Charging.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let h = s.V + (x + Upswing.limitedExponential p.VRest p.ThetaRh p.DeltaT s.V) / p.Tau
        let z = Charging.fire o p.VTh h
        struct (z, { V = Charging.reset o z p.VTh p.VReset h })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Tau = Charging.timeConstant 2.0
        DeltaT = Quantity.create 1.0 "" Interval.positive "sharpness of the upswing"
        ThetaRh = Quantity.create 0.8 "" Interval.all "rheobase threshold, where the upswing starts"
        VTh = Charging.threshold 1.0
        VRest = Charging.restingPotential 0.0
        VReset = Charging.resetPotential -0.1
    }

    let model = {
        Name = "ExponentialIf"
        Summary = "exponential integrate-and-fire neuron with the reset in the step of the spike"
        Source = "SpikingJelly, EIFNode; Fourcaud-Trocmé et al. 2003"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun o p -> { V = Charging.rest o.Reset p.VReset }
        Constraints = fun _ _ -> []
        Invariants = [ Charging.resetsTo (Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
