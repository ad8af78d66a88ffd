namespace Neurons

open System.Numerics.Tensors

/// The extended leaky integrate-and-fire neuron: spikes are random or not, thresholds adapt, synapses tire, and a second input may
/// modulate it. In this order:
///
///     M    = transform(m), or the constant neuromodulation where there is no such input
///     I_eff = I·E + M − A
///     v1   = v + dt (I_eff − v)/τ + ξ,  ξ = noise_std·N(0,1) if stochastic, else 0
///     z    = fire (v1 − v_th), or if stochastic [U < p] with p = σ(s·(v1 − v_th)): s = 1, or with dynamic probability
///            s = base_alpha/(1 + D'),  D' = D e^{−1/τ_adapt} + z_prev
///     v'   = (1−z) v1 + z v_reset
///     A'   = A·adaptation_decay + spike_increase·z
///     E'   = E (1 − depression_rate·z) + recovery_rate (1 − E)
///     v_th' = v_th + z η − (1−z) η (v_th − V_th), clamped to [min_threshold, max_threshold], where the threshold adapts; else v_th
///
/// The gradient of a random spike is that of p. Source: Extended LIF Neurons; Gerstner et al. 2014.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ExtendedLif =
    type Parameters<'a> = {
        BaselineThreshold: 'a
        VReset: 'a
        Tau: 'a
        Eta: 'a
        NoiseStd: 'a
        MinThreshold: 'a
        MaxThreshold: 'a
        BaseAlpha: 'a
        TauAdapt: 'a
        AdaptationDecay: 'a
        SpikeIncrease: 'a
        DepressionRate: 'a
        RecoveryRate: 'a
        Neuromodulation: 'a
    }

    type State<'a> = { V: 'a; VTh: 'a; Adaptation: 'a; Efficacy: 'a; DynamicAdaptation: 'a; Z: 'a }

    type Options = {
        /// Time step in ms.
        Dt: float
        /// Whether the membrane is noisy and spikes are random.
        Stochastic: bool
        AdaptiveThreshold: bool
        /// Whether the steepness of the firing probability falls with recent spikes.
        DynamicProbability: bool
        /// What a second input, m, passes through; none: there is no second input.
        Modulation: Transform
        /// Of deterministic spikes.
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of what follows a spike ignores the spike.
        DetachReset: bool
    }

    /// The reference's: stochastic with adaptive threshold and dynamic probability, no second input; dt 1 ms.
    let options = {
        Dt = 1.0
        Stochastic = true
        AdaptiveThreshold = true
        DynamicProbability = true
        Modulation = Transform.None
        Surrogate = Surrogate.step
        Comparison = GreaterOrEqual
        DetachReset = false
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (inputs: Expr list) =
        let modulation =
            match inputs with
            | [ _; m ] -> o.Modulation.Function m
            | _ -> p.Neuromodulation

        let current = inputs.Head * s.Efficacy + modulation - s.Adaptation
        let v = s.V + o.Dt / p.Tau * (current - s.V)
        let v = if o.Stochastic then v + p.NoiseStd * Normal 0 else v

        let dynamic =
            if o.Stochastic && o.DynamicProbability then
                s.DynamicAdaptation * Expr.Exp(-1.0 / p.TauAdapt) + s.Z
            else
                s.DynamicAdaptation

        let z =
            match o.Stochastic, o.DynamicProbability with
            | false, _ -> fire o.Comparison o.Surrogate (v - s.VTh)
            | true, false -> RandomSpike.fire 1 (Expr.Logistic(v - s.VTh))
            | true, true -> RandomSpike.fire 1 (Expr.Logistic(p.BaseAlpha / (1.0 + dynamic) * (v - s.VTh)))

        let spike = detachIf o.DetachReset z

        let threshold =
            if o.AdaptiveThreshold then
                let moved = s.VTh + p.Eta * blend spike (p.BaselineThreshold - s.VTh) (Constant 1.0)
                Expr.Min(Expr.Max(moved, p.MinThreshold), p.MaxThreshold)
            else
                s.VTh

        struct (z,
                {
                    V = blend spike v p.VReset
                    VTh = threshold
                    Adaptation = s.Adaptation * p.AdaptationDecay + p.SpikeIncrease * spike
                    Efficacy = s.Efficacy * (1.0 - p.DepressionRate * spike) + p.RecoveryRate * (1.0 - s.Efficacy)
                    DynamicAdaptation = dynamic
                    Z = z
                })

    let private rate value meaning = Quantity.create value "" (Interval.between 0.0 1.0) meaning
    let private number value meaning = Quantity.create value "" Interval.all meaning
    let private positive value unit meaning = Quantity.create value unit Interval.positive meaning

    /// In ms and plain numbers.
    let quantities: Parameters<Quantity> = {
        BaselineThreshold = number 1.0 "threshold at rest, V_th"
        VReset = number 0.0 "reset potential"
        Tau = positive 20.0 "ms" "membrane time constant"
        Eta = rate 0.1 "rate at which the threshold adapts"
        NoiseStd = Quantity.create 0.1 "" Interval.notNegative "standard deviation of the noise in a step"
        MinThreshold = positive 0.5 "" "least threshold"
        MaxThreshold = number 2.0 "greatest threshold"
        BaseAlpha = number 2.0 "steepness of the firing probability without recent spikes"
        TauAdapt = positive 20.0 "steps" "time constant of the steepness"
        AdaptationDecay = rate 0.9 "decay of the adaptation in a step"
        SpikeIncrease = number 0.5 "rise of the adaptation per spike"
        DepressionRate = rate 0.1 "part of the efficacy that a spike uses up"
        RecoveryRate = rate 0.05 "part of the missing efficacy that recovers in a step"
        Neuromodulation = number 1.0 "constant modulation where there is no second input; 0 switches it off"
    }

    let private preset name options = {
        Name = name
        Source = "Extended LIF Neurons"
        Options = options
        Parameters = quantities
    }

    let private deterministic = {
        options with
            Stochastic = false
            AdaptiveThreshold = false
            DynamicProbability = false
    }

    let private stochastic = { deterministic with Stochastic = true }

    let model = {
        Name = "ExtendedLif"
        Summary =
            "leaky integrate-and-fire neuron with random spikes, adaptive threshold, tiring synapses and modulation"
        Source = "Extended LIF Neurons; Gerstner et al. 2014"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Quantity.state "" "membrane potential"
            Quantity.state "" "threshold"
            Quantity.state "" "adaptation current"
            Quantity.state "" "synaptic efficacy"
            Quantity.state "" "recent spikes, which flatten the firing probability"
            Quantity.state "" "spike of the last step"
        ]
        Presets = [
            Preset.extendedLifNeurons options quantities
            preset "deterministic" deterministic
            {
                Name = "lif_neuron"
                Source = "Extended LIF Neurons, first version, LIFNeuron: a leaky integrate-and-fire neuron alone"
                Options = deterministic
                Parameters = {
                    quantities with
                        SpikeIncrease = { quantities.SpikeIncrease with Value = 0.0 }
                        DepressionRate = { quantities.DepressionRate with Value = 0.0 }
                        Neuromodulation = { quantities.Neuromodulation with Value = 0.0 }
                }
            }
            preset "stochastic" stochastic
            preset "adaptive_threshold" { deterministic with AdaptiveThreshold = true }
            preset "dynamic_probability" { stochastic with DynamicProbability = true }
            preset "neuromodulation" { stochastic with Modulation = Transform.Sigmoid }
        ]
        Inputs = fun o -> if o.Modulation = Transform.None then [ "i" ] else [ "i"; "m" ]
        Spikes = true
        Step = equations
        Initial =
            fun _ p -> {
                V = Constant 0.0
                VTh = p.BaselineThreshold
                Adaptation = Constant 0.0
                Efficacy = Constant 1.0
                DynamicAdaptation = Constant 0.0
                Z = Constant 0.0
            }
        Constraints =
            fun o p -> [
                Rule.above "MaxThreshold" p.MaxThreshold "MinThreshold" p.MinThreshold ""
                if o.Stochastic then
                    Rule.above "NoiseStd" p.NoiseStd "0" (Constant 0.0) "as spikes are random"
                Rule.stableEulerOf "Tau" o.Dt p.Tau
            ]
        Invariants = [
            Under("Stochastic", "false", With("Neuromodulation", 0.0, RestsWithoutInput))
            ResetsTo("V", Some "VReset")
            Under("Stochastic", "false", SlowedBy "SpikeIncrease")
            Under("Stochastic", "false", With("Tau", 1.0, With("SpikeIncrease", 0.0, SlowedBy "Eta")))
            Within("VTh", "MinThreshold", "MaxThreshold")
            HasProbabilities
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
