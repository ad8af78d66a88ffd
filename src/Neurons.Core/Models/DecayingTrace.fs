namespace Neurons

open System.Numerics.Tensors

/// The trace that spikes leave, which says how recently, and how often, a neuron has fired:
///
///     t' = t − dt·τ_inv·t + a z
///     output t'
///
/// Source: Norse, `stdp_sensor_step`; the traces of its `stdp_step_linear`, whose a counts times dt·τ_inv.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module DecayingTrace =
    type Parameters<'a> = { TauInv: 'a; Amplitude: 'a }

    type State<'a> = { Trace: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
    }

    /// dt 1 ms.
    let options = { Dt = 0.001 }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (z: Expr) =
        let trace = s.Trace - o.Dt * p.TauInv * s.Trace + p.Amplitude * z
        struct (trace, { Trace = trace })

    let quantities: Parameters<Quantity> = {
        TauInv = Quantity.create 10.0 "1/s" Interval.positive "inverse time constant"
        Amplitude = Quantity.create 1.0 "" Interval.all "what a spike adds"
    }

    let model = {
        Name = "DecayingTrace"
        Summary = "decaying trace of spikes"
        Source = "Norse, stdp_sensor_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "trace" ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "z" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { Trace = Constant 0.0 }
        Constraints = fun o p -> [ Rule.stableEuler "TauInv" o.Dt p.TauInv ]
        Invariants = [ RestsWithoutInput ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
