namespace Neurons

open System.Numerics.Tensors

/// A sensor in a synapse that tells which of its two neurons fired last, and how strongly they are correlated:
///
///     c' = c − (1 − q)·dt·τ_c_inv·c + η₊ z_pre
///     a' = a − q·dt·τ_ac_inv·a + η₋ z_post
///     q' = H(q + z_post − z_pre)                 without gradient; the others see the q before
///     output c'
///
/// Source: Norse, `correlation_sensor_step`; Pfeiffer et al. 2018 (BrainScaleS-2).
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CorrelationSensor =
    type Parameters<'a> = { EtaP: 'a; EtaM: 'a; TauAcInv: 'a; TauCInv: 'a }

    type State<'a> = { PostPre: 'a; Correlation: 'a; AntiCorrelation: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
    }

    /// dt 1 ms.
    let options = { Dt = 0.001 }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (pre: Expr) (post: Expr) =
        let q = s.PostPre
        let correlation = s.Correlation - (1.0 - q) * (o.Dt * p.TauCInv) * s.Correlation + p.EtaP * pre
        let anti = s.AntiCorrelation - q * (o.Dt * p.TauAcInv) * s.AntiCorrelation + p.EtaM * post
        let q = Expr.IsGreater(q + post - pre, Constant 0.0)
        struct (correlation, { PostPre = q; Correlation = correlation; AntiCorrelation = anti })

    let private rate what =
        Quantity.create 10.0 "1/s" Interval.positive $"inverse time constant of the %s{what}"

    let quantities: Parameters<Quantity> = {
        EtaP = Quantity.create 1.0 "" Interval.all "what a spike of the neuron before adds to the correlation"
        EtaM = Quantity.create 1.0 "" Interval.all "what a spike of the neuron behind adds to the anti-correlation"
        TauAcInv = rate "anti-correlation"
        TauCInv = rate "correlation"
    }

    let model = {
        Name = "CorrelationSensor"
        Summary = "sensor of the correlation of two neurons"
        Source = "Norse, correlation_sensor_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Quantity.state "" "whether the neuron behind fired last"
            Quantity.state "" "correlation"
            Quantity.state "" "anti-correlation"
        ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "pre"; "post" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x[0] x[1]
        Initial =
            fun _ _ -> {
                PostPre = Constant 0.0
                Correlation = Constant 0.0
                AntiCorrelation = Constant 0.0
            }
        Constraints =
            fun o p -> [ Rule.stableEuler "TauAcInv" o.Dt p.TauAcInv; Rule.stableEuler "TauCInv" o.Dt p.TauCInv ]
        Invariants = [ RestsWithoutInput; Bounded("PostPre", 0.0, 1.0) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (inputs: Tensor<'T> list) = (create<'T> options).StepWith p s inputs

    /// All steps of the inputs, with the default options: all outputs and the last state.
    let integral p s (inputs: InputSequence<'T> list) = (create<'T> options).IntegralWith p s inputs
