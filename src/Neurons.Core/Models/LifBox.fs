namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron without synapses (a box-shaped current):
///
///     v1 = v + dt·τ_mem_inv·(x + v_leak − v)
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0; where z = 1 v_reset, or v1 − v_th
///
/// Source: Norse, `lif_box_feed_forward_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LifBox =
    type Parameters<'a> = { TauMemInv: 'a; VLeak: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
        Reset: SpikeReset
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 1 ms, reset to a value, superspike with α = 100, a spike above the threshold.
    let options = {
        Dt = 0.001
        Reset = Value
        Surrogate = Surrogate.superspike 100.0
        Comparison = Greater
        DetachReset = false
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let v = s.V + o.Dt * p.TauMemInv * (x + p.VLeak - s.V)
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = if o.DetachReset then detach z else z

        let v =
            match o.Reset with
            | Value -> blend reset v p.VReset
            | Subtract -> v - reset * p.VTh

        struct (z, { V = v })

    let quantities: Parameters<Quantity> = {
        TauMemInv = Quantity.create 100.0 "1/s" Interval.positive "inverse time constant of the membrane"
        VLeak = Quantity.create 0.0 "" Interval.all "leak potential"
        VTh = Quantity.create 1.0 "" Interval.all "threshold"
        VReset = Quantity.create 0.0 "" Interval.all "reset potential"
    }

    let model = {
        Name = "LifBox"
        Summary = "leaky integrate-and-fire neuron without synapses"
        Source = "Norse, lif_box_feed_forward_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential" ]
        Presets = []
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak }
        Constraints = fun o p -> [ Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
