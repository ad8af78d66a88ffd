namespace Neurons

open System.Numerics.Tensors

/// How much the weight of a `PlasticSynapse` still changes, by how far it is from its bound.
[<RequireQualifiedAccess>]
type WeightChange =
    /// As much everywhere.
    | Additive
    /// As much, but not beyond the bound.
    | AdditiveStep
    /// (distance)^μ.
    | MultiplicativePow
    /// max(0, distance).
    | MultiplicativeRelu

    override change.ToString() =
        match change with
        | WeightChange.Additive -> nameof WeightChange.Additive
        | WeightChange.AdditiveStep -> nameof WeightChange.AdditiveStep
        | WeightChange.MultiplicativePow -> nameof WeightChange.MultiplicativePow
        | WeightChange.MultiplicativeRelu -> nameof WeightChange.MultiplicativeRelu

/// A synapse whose weight changes with the times of the spikes before and behind it:
///
///     w' = w + η₊ f(w_max − w) z_post t_pre − η₋ f(w − w_min) t_post z_pre       within [w_min, w_max] where bounds are hard
///     output w'
///
/// where t_pre and t_post are traces of the spikes (`DecayingTrace`), those of this step included. Gradients pass through the weight, unlike in the
/// rule that changes weights in place, `Stdp`.
///
/// Source: Norse, `stdp_step_linear`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module PlasticSynapse =
    type Parameters<'a> = { EtaPlus: 'a; EtaMinus: 'a; WMin: 'a; WMax: 'a; Mu: 'a }

    type State<'a> = { W: 'a }

    type Options = {
        /// How the change depends on the weight, f.
        Change: WeightChange
        /// Whether the weight stays within its bounds.
        HardBounds: bool
    }

    /// Additive, within hard bounds.
    let options = { Change = WeightChange.Additive; HardBounds = true }

    let private one = Constant 1.0
    let private zero = Constant 0.0

    /// f, of the distance from the bound.
    let private share (o: Options) mu (distance: Expr) =
        let inside = Expr.IsGreater(distance, zero)

        match o.Change with
        | WeightChange.Additive -> one
        | WeightChange.AdditiveStep -> inside
        // at the bound the power is 0, and its slope is not taken
        | WeightChange.MultiplicativePow -> where inside (Expr.Exp(mu * Expr.Log(where inside distance one))) zero
        | WeightChange.MultiplicativeRelu -> Rectifier.positive distance

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (inputs: Expr list) =
        let pre, post, preTrace, postTrace = inputs[0], inputs[1], inputs[2], inputs[3]
        let grows = p.EtaPlus * share o p.Mu (p.WMax - s.W) * (post * preTrace)
        let shrinks = p.EtaMinus * share o p.Mu (s.W - p.WMin) * (postTrace * pre)
        let w = s.W + grows - shrinks

        let w =
            if o.HardBounds then
                let high = where (Expr.IsGreater(w, p.WMax)) p.WMax w
                where (Expr.IsLess(high, p.WMin)) p.WMin high
            else
                w

        struct (w, { W = w })

    let private notNegative = Interval.notNegative

    let quantities: Parameters<Quantity> = {
        EtaPlus = Quantity.create 0.001 "" notNegative "rate of growth"
        EtaMinus = Quantity.create 0.001 "" notNegative "rate of decline"
        WMin = Quantity.create 0.0 "" Interval.all "least weight"
        WMax = Quantity.create 1.0 "" Interval.all "largest weight"
        Mu = Quantity.create 1.0 "" notNegative "exponent of the multiplicative power"
    }

    let model = {
        Name = "PlasticSynapse"
        Summary = "synapse with spike-timing-dependent plasticity"
        Source = "Norse, stdp_step_linear"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Quantity.state "" "weight" ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "pre"; "post"; "pre_trace"; "post_trace" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x
        Initial = fun _ p -> { W = p.WMin }
        Constraints = fun _ p -> [ Rule.above "WMax" p.WMax "WMin" p.WMin "" ]
        Invariants = [ RestsWithoutInput ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (inputs: Tensor<'T> list) = (create<'T> options).StepWith p s inputs

    /// All steps of the inputs, with the default options: all outputs and the last state.
    let integral p s (inputs: InputSequence<'T> list) = (create<'T> options).IntegralWith p s inputs
