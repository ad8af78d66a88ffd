namespace Neurons

open System.Numerics.Tensors

/// The conductance-based leaky integrate-and-fire neuron: a positive input excites, a negative one inhibits.
///
///     g_e1 = g_e + max(0, x),  g_i1 = g_i + max(0, −x)
///     g_e' = g_e1 − dt·τ_syn_exc_inv·g_e1,  g_i' = g_i1 − dt·τ_syn_inh_inv·g_i1
///     (jump after integration: g_e' = g_e − dt·τ_syn_exc_inv·g_e + max(0, x), g_i' likewise)
///     v1 = v + dt·c_m_inv·(g_l (v_rest − v) + g_e' (e_rev_E − v) + g_i' (e_rev_I − v))
///     z  = fire (v1 − v_thresh)
///     v' = v1 where z = 0, v_reset where z = 1
///
/// Where excitation and inhibition are inputs of their own, they stand for max(0, x) and max(0, −x).
///
/// Source: Norse, `coba_lif_feed_forward_step` (0.0.7 after integration, later before); Gerstner et al. 2014.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CobaLif =
    type Parameters<'a> = {
        TauSynExcInv: 'a
        TauSynInhInv: 'a
        CMInv: 'a
        GL: 'a
        ERevI: 'a
        ERevE: 'a
        VRest: 'a
        VReset: 'a
        VThresh: 'a
    }

    type State<'a> = { V: 'a; GE: 'a; GI: 'a }

    type Options = {
        /// Time step in ms.
        Dt: float
        /// Whether the input decays in its own step (before integration) or not; the potential sees it in both.
        Jump: Jump
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
        /// Whether excitation and inhibition are two inputs, `excitatory` and `inhibitory`, instead of the sign of one.
        Separate: bool
    }

    /// dt 0.1 ms, jump before integration, superspike with α = 100, a spike above the threshold.
    let options = {
        Dt = 0.1
        Jump = BeforeIntegration
        Surrogate = Surrogate.superspike 100.0
        Comparison = Greater
        DetachReset = false
        Separate = false
    }

    /// What a step's inputs add to the conductances of excitation and of inhibition.
    let private jumps (o: Options) (inputs: Expr list) =
        let zero = Constant 0.0

        if o.Separate then
            struct (inputs[0], inputs[1])
        else
            struct (Expr.Max(zero, inputs.Head), Expr.Max(zero, -inputs.Head))

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (inputs: Expr list) =
        let struct (excitation, inhibition) = jumps o inputs

        let conductance (tauInv: Expr) g input =
            let struct (g, jumped) = Jump.apply o.Jump g input
            jumped (g - o.Dt * tauInv * g)

        let gE = conductance p.TauSynExcInv s.GE excitation
        let gI = conductance p.TauSynInhInv s.GI inhibition
        let current = p.GL * (p.VRest - s.V) + gE * (p.ERevE - s.V) + gI * (p.ERevI - s.V)
        let v = s.V + o.Dt * p.CMInv * current
        let z = fire o.Comparison o.Surrogate (v - p.VThresh)
        let reset = detachIf o.DetachReset z
        struct (z, { V = blend reset v p.VReset; GE = gE; GI = gI })

    /// In ms, mV, µS and nF.
    let quantities: Parameters<Quantity> = {
        TauSynExcInv = Quantity.create 0.2 "1/ms" Interval.positive "inverse time constant of excitation"
        TauSynInhInv = Quantity.create 0.2 "1/ms" Interval.positive "inverse time constant of inhibition"
        CMInv = Quantity.create 5.0 "1/nF" Interval.positive "inverse capacitance of the membrane"
        GL = Quantity.create 0.25 "µS" Interval.positive "leak conductance"
        ERevI = Quantity.create -100.0 "mV" Interval.all "reversal potential of inhibition"
        ERevE = Quantity.create 60.0 "mV" Interval.all "reversal potential of excitation"
        VRest = Quantity.create -20.0 "mV" Interval.all "resting potential"
        VReset = Quantity.create -70.0 "mV" Interval.all "reset potential"
        VThresh = Quantity.create -10.0 "mV" Interval.all "threshold"
    }

    /// Forward Euler of the leak alone diverges above 2.
    let private stableLeak (dt: float) (p: Parameters<Expr>) : Constraint = {
        Parameter = "CMInv"
        Rule = "dt · CMInv · GL ≤ 2"
        NotNegative = 2.0 - dt * p.CMInv * p.GL
    }

    let model = {
        Name = "CobaLif"
        Summary = "conductance-based leaky integrate-and-fire neuron"
        Source = "Norse, coba_lif_feed_forward_step; Gerstner et al. 2014"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Quantity.state "mV" "membrane potential"
            Quantity.state "µS" "excitatory conductance"
            Quantity.state "µS" "inhibitory conductance"
        ]
        Presets = [
            Preset.norse007 { options with Jump = AfterIntegration } quantities
            Preset.norse1 options quantities
        ]
        Inputs = fun o -> if o.Separate then [ "excitatory"; "inhibitory" ] else [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x
        Initial = fun _ p -> { V = p.VRest; GE = Constant 0.0; GI = Constant 0.0 }
        Constraints =
            fun o p -> [
                Rule.stableEuler "TauSynExcInv" o.Dt p.TauSynExcInv
                Rule.stableEuler "TauSynInhInv" o.Dt p.TauSynInhInv
                stableLeak o.Dt p
            ]
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
