namespace Neurons

open System.Numerics.Tensors

/// FitzHugh and Nagumo's neuron, the simplest one that is excitable:
///
///     τ V̇   = V − V³/3 − w + x
///     τ_w ẇ = V + a − b w
///     z     = V reaches V_th from below
///
/// Without units. Exponential Euler, each variable from the old value of the other. Source: FitzHugh 1961; Nagumo et al. 1962;
/// brainpy.state `FitzHughNagumo`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module FitzHughNagumo =
    type Parameters<'a> = { A: 'a; B: 'a; Tau: 'a; TauW: 'a; VTh: 'a }

    type State<'a> = { V: 'a; W: 'a }

    type Options = CrossingOptions

    /// dt 0.1.
    let options: Options = Crossing.options 0.1

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let v2 = s.V * s.V
        let drift = { Force = s.V - (1.0 / 3.0) * v2 * s.V - s.W + x; Slope = 1.0 - v2 }
        let v = Integration.exponentialEuler (o.Dt / p.Tau) s.V drift
        let w = Integration.exponentialEuler (o.Dt / p.TauW) s.W { Force = s.V + p.A - p.B * s.W; Slope = -p.B }
        struct (Crossing.spike o p.VTh s.V v, { V = v; W = w })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        A = Quantity.create 0.7 "" Interval.all "drive of the recovery"
        B = Quantity.create 0.8 "" Interval.all "decay of the recovery"
        Tau = Quantity.create 1.0 "" Interval.positive "time constant of the potential"
        TauW = Quantity.create 12.5 "" Interval.positive "time constant of the recovery"
        VTh = Crossing.threshold 1.0 ""
    }

    let model = {
        Name = "FitzHughNagumo"
        Summary = "FitzHugh and Nagumo's excitable neuron of two variables"
        Source = "FitzHugh 1961; Nagumo et al. 1962; brainpy.state, FitzHughNagumo"
        TimeUnit = "1"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential"; Quantity.state "" "recovery" ]
        Presets = [ Crossing.brainpy options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant -1.2; W = Constant -0.62 }
        Constraints = fun _ _ -> []
        Invariants = [ CrossesUpward("V", "VTh") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
