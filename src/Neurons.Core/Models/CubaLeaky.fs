namespace Neurons

open System.Numerics.Tensors

/// The leaky neuron with a synaptic current, both with a decay per step, and the reset in the step of the spike:
///
///     c' = c_decay c + x
///     h  = v_decay v + c'
///     z  = fire (h − v_th)
///     v' = h where z = 0; where z = 1 v_reset, or h − v_th
///
/// Source: SpikingJelly `CUBALIFNode`; Davies et al. 2018 (Loihi).
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CubaLeaky =
    type Parameters<'a> = { CDecay: 'a; VDecay: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a; C: 'a }

    type Options = ChargeOptions

    /// SpikingJelly's: reset to a value, rectangular surrogate with α = 1, a spike at or above the threshold.
    let options: Options = { Charging.options with Surrogate = Surrogate.rect 1.0 }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let c = p.CDecay * s.C + x
        let h = p.VDecay * s.V + c
        let z = Charging.fire o p.VTh h
        struct (z, { V = Charging.reset o z p.VTh p.VReset h; C = c })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        CDecay = Membrane.decay 0.5 "decay of the synaptic current in a step"
        VDecay = Membrane.decay 0.75 "decay of the membrane in a step"
        VTh = Charging.threshold 0.5
        VReset = Charging.resetPotential 0.0
    }

    let model = {
        Name = "CubaLeaky"
        Summary = "leaky neuron with a synaptic current and the reset in the step of the spike"
        Source = "SpikingJelly, CUBALIFNode; Davies et al. 2018"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane; Quantity.state "" "synaptic current" ]
        Presets = [ Charging.spikingjelly options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun o p -> { V = Charging.rest o.Reset p.VReset; C = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = [ RestsWithoutInput; Charging.resetsTo (Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
