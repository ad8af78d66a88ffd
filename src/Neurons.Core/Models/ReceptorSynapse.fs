namespace Neurons

open System.Numerics.Tensors

/// A synapse whose receptors bind the transmitter of a pulse, AMPA's or GABA_A's:
///
///     T' = T while the last spike is less than T_dur ago, its own step included, else 0
///     ġ  = α T' (1 − g) − β g                  exponential Euler, exact
///     output g'
///
/// A spike within a pulse prolongs it. No gradient reaches the spikes. Source: Destexhe et al. 1994; brainpy.state `AMPA`, `GABAa`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ReceptorSynapse =
    type Parameters<'a> = { Alpha: 'a; Beta: 'a; T: 'a; TDur: 'a }

    type State<'a> = { G: 'a; SinceSpike: 'a }

    type Options = SynapseOptions

    /// dt 0.1 ms.
    let options: Options = Synapse.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let since = Refractory.next x s.SinceSpike
        let bound = p.Alpha * Transmitter.pulse o.Dt p.T p.TDur since
        let g = Transmitter.bind o.Dt bound p.Beta s.G
        struct (g, { G = g; SinceSpike = since })

    /// AMPA's, in ms and mM.
    let quantities: Parameters<Quantity> = {
        Alpha = Transmitter.binding 0.98
        Beta = Transmitter.unbinding 0.18
        T = Transmitter.concentration 0.5
        TDur = Transmitter.duration 0.5
    }

    /// GABA_A's.
    let gabaA: Parameters<Quantity> = {
        Alpha = Transmitter.binding 0.53
        Beta = Transmitter.unbinding 0.18
        T = Transmitter.concentration 1.0
        TDur = Transmitter.duration 1.0
    }

    let model = {
        Name = "ReceptorSynapse"
        Summary = "synapse of AMPA or GABA_A receptors"
        Source = "Destexhe et al. 1994; brainpy.state, AMPA and GABAa"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Transmitter.openReceptors; Refractory.state ]
        Presets = [
            {
                Name = "ampa"
                Source = "brainpy.state 0.1.0, AMPA"
                Options = options
                Parameters = quantities
            }
            {
                Name = "gaba_a"
                Source = "brainpy.state 0.1.0, GABAa"
                Options = options
                Parameters = gabaA
            }
        ]
        Inputs = fun _ -> [ "z" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { G = Constant 0.0; SinceSpike = Refractory.initial }
        Constraints = fun o p -> [ Refractory.countableDuration "TDur" o.Dt p.TDur ]
        Invariants = [ RestsWithoutInput; Bounded("G", 0.0, 1.0) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
