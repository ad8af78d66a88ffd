namespace Neurons

open System.Numerics.Tensors

/// The integrate-and-fire neuron with spikes of both signs:
///
///     h  = v + x, or the charge of LifBox where it leaks
///     p  = fire (h − v_th),  n = fire (−h − v_th),  output p − n
///     v' = h where p = n = 0; else v_reset, or h − (p − n) v_th
///
/// Source: SpikingJelly `TernaryIFNode`, `TernaryLIFNode`; Guo et al. 2024.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TernaryLif =
    type Parameters<'a> = { Tau: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        /// Whether the membrane leaks.
        Leak: bool
        Reset: SpikeReset
        /// Whether the input of a leaky membrane is divided by τ, as the leak is, or enters the potential as it is.
        DecayInput: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// SpikingJelly's with a leak: reset to a value, the input divided by τ, sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options = {
        Leak = true
        Reset = Charging.options.Reset
        DecayInput = true
        Surrogate = Charging.options.Surrogate
        Comparison = Charging.options.Comparison
        DetachReset = Charging.options.DetachReset
    }

    let private leaky (o: Options) = Charging.leakyOf o.Reset o.DecayInput o.Surrogate o.Comparison o.DetachReset

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let leaky = leaky o
        let charge = Charging.ofLeaky leaky
        let h = if o.Leak then Charging.leaky leaky (1.0 / p.Tau) p.VReset x s.V else s.V + x
        let positive = Charging.fire charge p.VTh h
        let negative = Charging.fire charge p.VTh -h
        let sign = positive - negative

        let v =
            match o.Reset with
            | Value -> blend (detachIf o.DetachReset (positive + negative)) h p.VReset
            | SpikeReset.Subtract -> h - detachIf o.DetachReset sign * p.VTh

        struct (sign, { V = v })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Tau = Charging.timeConstant 2.0
        VTh = Quantity.create 1.0 "" Interval.positive "threshold of either sign"
        VReset = Charging.resetPotential 0.0
    }

    let model = {
        Name = "TernaryLif"
        Summary = "integrate-and-fire neuron with spikes of both signs"
        Source = "SpikingJelly, TernaryIFNode and TernaryLIFNode; Guo et al. 2024"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane ]
        Presets = [
            {
                Name = "spikingjelly_if"
                Source = "SpikingJelly 2.0, TernaryIFNode"
                Options = { options with Leak = false }
                Parameters = quantities
            }
            {
                Name = "spikingjelly_lif"
                Source = "SpikingJelly 2.0, TernaryLIFNode"
                Options = options
                Parameters = quantities
            }
        ]
        Inputs = fun _ -> [ "x" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VReset }
        Constraints = fun _ p -> [ Charging.stable p.Tau ]
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all outputs and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
