namespace Neurons

open System.Numerics.Tensors

/// A synapse with short-term plasticity; its output is the strength with which it passes on a spike z:
///
///     u' = u e^{−dt/τ_f} + U (1 − u) z
///     r  = 1 + (x − 1) e^{−dt/τ_d}
///     output u' r z
///     x' = r − u' x z
///
/// (1 − u) and the x that is used up are the values before the decay of the step. `TsodyksMarkram` is the same by forward Euler.
/// Source: Tsodyks & Markram 1998; brainpy.state `STP`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ShortTermPlasticity =
    type Parameters<'a> = { U: 'a; TauF: 'a; TauD: 'a }

    type State<'a> = { X: 'a; Use: 'a }

    type Options = SynapseOptions

    /// dt 0.1 ms.
    let options: Options = Synapse.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (z: Expr) =
        let u = Synapse.decayed o.Dt p.TauF s.Use + z * p.U * (1.0 - s.Use)
        let recovered = 1.0 + Synapse.decayed o.Dt p.TauD (s.X - 1.0)
        struct (z * u * recovered, { X = recovered - z * u * s.X; Use = u })

    /// In ms.
    let quantities: Parameters<Quantity> = {
        U =
            Quantity.create
                0.15
                ""
                (Interval.between 0.0 1.0)
                "share of the rest that a spike adds to the use of resources"
        TauF = Synapse.time 1500.0 "time constant of facilitation"
        TauD = Synapse.time 200.0 "time constant of the recovery from depression"
    }

    let model = {
        Name = "ShortTermPlasticity"
        Summary = "synapse with short-term facilitation and depression, exact between spikes"
        Source = "Tsodyks & Markram 1998; brainpy.state, STP"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "resources left"; Quantity.state "" "use of resources by a spike" ]
        Presets = Synapse.brainpy options quantities
        Inputs = fun _ -> [ "z" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { X = Constant 1.0; Use = p.U }
        Constraints = fun _ _ -> []
        Invariants = [ Bounded("Use", 0.0, 1.0) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
