namespace Neurons

open System.Numerics.Tensors

/// A synapse of NMDA receptors, which open slowly after the transmitter of a pulse is bound:
///
///     T' = T while the last spike is less than T_dur ago, its own step included, else 0
///     ẋ  = α₂ T' (1 − x) − β₂ x
///     ġ  = α₁ x' (1 − g) − β₁ g, with the new x'      exponential Euler, both
///     output g'
///
/// No gradient reaches the spikes. `MagnesiumBlock` makes a current of it. Source: Destexhe et al. 1994; brainpy.state `BioNMDA`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module NmdaSynapse =
    type Parameters<'a> = { Alpha1: 'a; Beta1: 'a; Alpha2: 'a; Beta2: 'a; T: 'a; TDur: 'a }

    type State<'a> = { G: 'a; X: 'a; SinceSpike: 'a }

    type Options = SynapseOptions

    /// dt 0.1 ms.
    let options: Options = Synapse.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (z: Expr) =
        let since = Refractory.next z s.SinceSpike
        let x = Transmitter.bind o.Dt (p.Alpha2 * Transmitter.pulse o.Dt p.T p.TDur since) p.Beta2 s.X
        let g = Transmitter.bind o.Dt (p.Alpha1 * x) p.Beta1 s.G
        struct (g, { G = g; X = x; SinceSpike = since })

    /// In ms and mM.
    let quantities: Parameters<Quantity> = {
        Alpha1 = Quantity.create 2.0 "1/ms" Interval.positive "rate at which bound receptors open"
        Beta1 = Quantity.create 0.01 "1/ms" Interval.positive "rate at which receptors close"
        Alpha2 = Transmitter.binding 1.0
        Beta2 = Transmitter.unbinding 0.5
        T = Transmitter.concentration 1.0
        TDur = Transmitter.duration 0.5
    }

    let model = {
        Name = "NmdaSynapse"
        Summary = "synapse of NMDA receptors"
        Source = "Destexhe et al. 1994; brainpy.state, BioNMDA"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Transmitter.openReceptors
            Quantity.state "" "share of receptors that have bound the transmitter"
            Refractory.state
        ]
        Presets = Synapse.brainpy options quantities
        Inputs = fun _ -> [ "z" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { G = Constant 0.0; X = Constant 0.0; SinceSpike = Refractory.initial }
        Constraints = fun o p -> [ Refractory.countableDuration "TDur" o.Dt p.TDur ]
        Invariants = [ RestsWithoutInput; Bounded("G", 0.0, 1.0); Bounded("X", 0.0, 1.0) ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
