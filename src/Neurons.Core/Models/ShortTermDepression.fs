namespace Neurons

open System.Numerics.Tensors

/// A synapse with short-term depression; its output is the strength with which it passes on a spike z:
///
///     r  = 1 + (x − 1) e^{−dt/τ}
///     output r z
///     x' = r − U x z, with the x before its recovery in the step
///
/// Source: Tsodyks & Markram 1998; brainpy.state `STD`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ShortTermDepression =
    type Parameters<'a> = { U: 'a; Tau: 'a }

    type State<'a> = { X: 'a }

    type Options = SynapseOptions

    /// dt 0.1 ms.
    let options: Options = Synapse.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (z: Expr) =
        let recovered = 1.0 + Synapse.decayed o.Dt p.Tau (s.X - 1.0)
        struct (z * recovered, { X = recovered - z * p.U * s.X })

    /// In ms.
    let quantities: Parameters<Quantity> = {
        U = Quantity.create 0.07 "" (Interval.between 0.0 1.0) "share of the resources that a spike uses up"
        Tau = Synapse.time 200.0 "time constant of the recovery"
    }

    let model = {
        Name = "ShortTermDepression"
        Summary = "synapse with short-term depression"
        Source = "Tsodyks & Markram 1998; brainpy.state, STD"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "resources left" ]
        Presets = Synapse.brainpy options quantities
        Inputs = fun _ -> [ "z" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { X = Constant 1.0 }
        Constraints = fun _ _ -> []
        Invariants = [ RestsWithoutInput; Bounded("X", 0.0, 1.0) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
