namespace Neurons

open System.Numerics.Tensors

/// The gated leaky integrate-and-fire neuron, whose leak, input and reset are mixtures that are learnt. All parameters, among them the
/// conductance c of the input, are put through σ first:
///
///     k  = (1 − α (1 − τ)) v
///     v' = k − (1 − α) l + x (1 − β (1 − c)) − k γ z − (1 − γ) r z     with the spike z of the step before
///     z' = fire (v' − v_th)
///
/// The conductance may be an input of its own, so that it changes from step to step.
///
/// Source: SpikingJelly `GatedLIFNode`; Yao et al. 2022.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module GatedLif =
    type Parameters<'a> = {
        Alpha: 'a
        Beta: 'a
        Gamma: 'a
        Tau: 'a
        VTh: 'a
        LinearDecay: 'a
        VSubreset: 'a
        Conduct: 'a
    }

    type State<'a> = { V: 'a; Z: 'a }

    type Options = {
        /// Whether the conductance is a second input, `conduct`, instead of the parameter.
        ConductInput: bool
        Surrogate: Surrogate
        Comparison: Comparison
    }

    /// SpikingJelly's: sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options = {
        ConductInput = false
        Surrogate = Charging.options.Surrogate
        Comparison = Charging.options.Comparison
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (inputs: Expr list) =
        let gate (a: Expr) = Expr.Logistic a
        let x = inputs[0]
        let c = gate (if o.ConductInput then inputs[1] else p.Conduct)
        let alpha, beta, gamma = gate p.Alpha, gate p.Beta, gate p.Gamma
        let kept = (1.0 - alpha * (1.0 - gate p.Tau)) * s.V
        let charge = kept - (1.0 - alpha) * gate p.LinearDecay + x * (1.0 - beta * (1.0 - c))
        let v = charge - kept * gamma * s.Z - (1.0 - gamma) * gate p.VSubreset * s.Z
        let z = fire o.Comparison o.Surrogate (v - gate p.VTh)
        struct (z, { V = v; Z = z })

    let private raw value meaning = Quantity.create value "" Interval.all (meaning + ", before σ")

    /// Plain numbers. SpikingJelly draws α, β and γ from −0.1 to 0.1, and its linear decay is the threshold by twice the number of steps.
    let quantities: Parameters<Quantity> = {
        Alpha = raw 0.0 "share of the exponential leak"
        Beta = raw 0.0 "share of the conductance in the weight of the input"
        Gamma = raw 0.0 "share of the reset to 0"
        Tau = raw -1.0986122886681098 "what the exponential leak leaves"
        VTh = raw 0.0 "threshold"
        LinearDecay = raw -4.0 "linear leak in a step"
        VSubreset = raw 0.0 "what a spike subtracts"
        Conduct = raw 0.0 "conductance of the input"
    }

    let model = {
        Name = "GatedLif"
        Summary = "leaky integrate-and-fire neuron with learnt gates"
        Source = "SpikingJelly, GatedLIFNode; Yao et al. 2022"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane; Quantity.state "" "spike of the last step" ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun o -> if o.ConductInput then [ "x"; "conduct" ] else [ "x" ]
        Spikes = true
        Step = equations
        Initial = fun _ _ -> { V = Constant 0.0; Z = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = [ With("Gamma", 100.0, ContinuesFrom("V", None)) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
