namespace Neurons

open System.Numerics.Tensors

/// A synapse that rises and decays:
///
///     g_rise' = g_rise e^{−dt/τ_rise} + x,  g_decay' = g_decay e^{−dt/τ_decay} + x
///     output A·norm·(g_decay' − g_rise')
///     norm = τ_d/(τ_d − τ_r)·(τ_r/τ_d)^{τ_r/(τ_r − τ_d)}, with which a jump of 1 has its peak at A; or 1
///
/// Source: brainpy.state `DualExpon`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module DualExponentialSynapse =
    type Parameters<'a> = { TauDecay: 'a; TauRise: 'a; Amplitude: 'a }

    type State<'a> = { GRise: 'a; GDecay: 'a }

    type Options = {
        /// Time step in ms.
        Dt: float
        /// Whether a jump of 1 has its peak at the amplitude.
        Normalize: bool
    }

    /// dt 0.1 ms, normalized.
    let options = { Dt = 0.1; Normalize = true }

    /// The inverse of the difference's peak.
    let private norm (rise: Expr) (decay: Expr) =
        decay / (decay - rise) * Expr.Exp(rise / (rise - decay) * Expr.Log(rise / decay))

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let rise = Synapse.decayed o.Dt p.TauRise s.GRise + x
        let decay = Synapse.decayed o.Dt p.TauDecay s.GDecay + x
        let scale = if o.Normalize then p.Amplitude * norm p.TauRise p.TauDecay else p.Amplitude
        struct (scale * (decay - rise), { GRise = rise; GDecay = decay })

    /// In ms and mS.
    let quantities: Parameters<Quantity> = {
        TauDecay = Synapse.time 10.0 "time constant of the decay"
        TauRise = Synapse.time 1.0 "time constant of the rise"
        Amplitude = Quantity.create 1.0 "" Interval.all "peak of the answer to a jump of 1"
    }

    let model = {
        Name = "DualExponentialSynapse"
        Summary = "synapse that rises and decays, each exponentially"
        Source = "brainpy.state, DualExpon"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Synapse.conductance "conductance that is still missing"
            Synapse.conductance "conductance that decays"
        ]
        Presets = Synapse.brainpy options quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { GRise = Constant 0.0; GDecay = Constant 0.0 }
        Constraints = fun _ p -> [ Rule.above "TauDecay" p.TauDecay "TauRise" p.TauRise "" ]
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
