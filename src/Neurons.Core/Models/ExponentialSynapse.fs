namespace Neurons

open System.Numerics.Tensors

/// An exponential synapse:
///
///     g' = g e^{−dt/τ} + x
///     output g'
///
/// Source: brainpy.state `Expon`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ExponentialSynapse =
    type Parameters<'a> = { Tau: 'a }

    type State<'a> = { G: 'a }

    type Options = SynapseOptions

    /// dt 0.1 ms.
    let options: Options = Synapse.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let g = Synapse.decayed o.Dt p.Tau s.G + x
        struct (g, { G = g })

    /// In ms and mS.
    let quantities: Parameters<Quantity> = { Tau = Synapse.time 8.0 "time constant" }

    let model = {
        Name = "ExponentialSynapse"
        Summary = "exponential synapse"
        Source = "brainpy.state, Expon"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Synapse.conductance "conductance" ]
        Presets = Synapse.brainpy options quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { G = Constant 0.0 }
        Constraints = fun _ _ -> []
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
