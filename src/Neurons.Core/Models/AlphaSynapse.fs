namespace Neurons

open System.Numerics.Tensors

/// A synapse with the shape of (t/τ) e^{−t/τ}, whose peak is 1/e:
///
///     g' = h + (g − h) e^{−dt/τ}     with the old h: a jump shows one step later
///     h' = h e^{−dt/τ} + x
///     output g'
///
/// Source: brainpy.state `Alpha`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module AlphaSynapse =
    type Parameters<'a> = { Tau: 'a }

    type State<'a> = { G: 'a; H: 'a }

    type Options = SynapseOptions

    /// dt 0.1 ms.
    let options: Options = Synapse.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let g = s.H + Synapse.decayed o.Dt p.Tau (s.G - s.H)
        struct (g, { G = g; H = Synapse.decayed o.Dt p.Tau s.H + x })

    /// In ms and mS.
    let quantities: Parameters<Quantity> = { Tau = Synapse.time 8.0 "time constant" }

    let model = {
        Name = "AlphaSynapse"
        Summary = "synapse with the shape of an alpha function"
        Source = "brainpy.state, Alpha"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Synapse.conductance "conductance"; Synapse.conductance "what the conductance follows" ]
        Presets = Synapse.brainpy options quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { G = Constant 0.0; H = Constant 0.0 }
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
