namespace Neurons

open System.Numerics.Tensors

/// A leaky neuron that spikes at random, more readily after a spike of its own (autoregressive Bernoulli sampling):
///
///     v1 = v + dt (x − v)/τ + w·z_prev
///     p  = σ(v1),  z = [U < p]
///     v' = (1 − z) v1
///
/// The gradient of the spike is that of p. Source: Extended LIF Neurons.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Bernoulli =
    type Parameters<'a> = { Tau: 'a; W: 'a }

    type State<'a> = { V: 'a; Z: 'a }

    type Options = {
        /// Time step in ms.
        Dt: float
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 1 ms.
    let options = { Dt = 1.0; DetachReset = false }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let v = s.V + o.Dt / p.Tau * (x - s.V) + p.W * s.Z
        let z = RandomSpike.fire 0 (Expr.Logistic v)
        let reset = detachIf o.DetachReset z
        struct (z, { V = blend reset v (Constant 0.0); Z = z })

    /// In ms and plain numbers.
    let quantities: Parameters<Quantity> = {
        Tau = Quantity.create 20.0 "ms" Interval.positive "membrane time constant"
        W = Quantity.create 0.5 "" Interval.all "effect of a spike on the next step"
    }

    let model = {
        Name = "Bernoulli"
        Summary = "leaky neuron with random spikes"
        Source = "Extended LIF Neurons, autoregressive Bernoulli spike sampling"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential"; Quantity.state "" "spike of the last step" ]
        Presets = [ Preset.extendedLifNeurons options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant 0.0; Z = Constant 0.0 }
        Constraints = fun o p -> [ Rule.stableEulerOf "Tau" o.Dt p.Tau ]
        Invariants = [ ResetsTo("V", None); HasProbabilities ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
