namespace Neurons

open System.Numerics.Tensors

/// A leaky integrator without synapses, a readout: its output is the membrane potential.
///
///     v' = v + dt·τ_mem_inv·(v_leak − v + x)
///
/// Source: Norse, `li_box_feed_forward_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LeakyIntegratorBox =
    type Parameters<'a> = { TauMemInv: 'a; VLeak: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
    }

    /// dt 1 ms.
    let options = { Dt = 0.001 }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let v = s.V + o.Dt * p.TauMemInv * (p.VLeak - s.V + x)
        struct (v, { V = v })

    let quantities: Parameters<Quantity> = {
        TauMemInv = Quantity.create 100.0 "1/s" Interval.positive "inverse time constant of the membrane"
        VLeak = Quantity.create 0.0 "" Interval.all "leak potential"
    }

    let model = {
        Name = "LeakyIntegratorBox"
        Summary = "leaky integrator without synapses, a readout"
        Source = "Norse, li_box_feed_forward_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential" ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak }
        Constraints = fun o p -> [ Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
        Invariants = [ RestsWithoutInput ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// An integrator with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the potential and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all potentials and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
