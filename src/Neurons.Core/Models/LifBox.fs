namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron without synapses (a box-shaped current):
///
///     v1 = v + dt·τ_mem_inv·(x + v_leak − v), or v + dt·τ_mem_inv·(v_leak − v) + x where the input does not decay
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0; where z = 1 v_reset, or v1 − v_th
///
/// Source: Norse, `lif_box_feed_forward_step`; SpikingJelly `LIFNode` and NIR `LIF` as presets.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LifBox =
    type Parameters<'a> = { TauMemInv: 'a; VLeak: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
        Reset: SpikeReset
        /// Whether the input is scaled by dt·τ_mem_inv, or enters the potential as it is.
        DecayInput: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// dt 1 ms, reset to a value, superspike with α = 100, a spike above the threshold.
    let options = {
        Dt = 0.001
        Reset = Value
        DecayInput = true
        Surrogate = Surrogate.superspike 100.0
        Comparison = Greater
        DetachReset = false
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let rate = o.Dt * p.TauMemInv

        let v =
            if o.DecayInput then
                s.V + rate * (x + p.VLeak - s.V)
            else
                s.V + rate * (p.VLeak - s.V) + x

        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = detachIf o.DetachReset z
        struct (z, { V = SpikeReset.apply o.Reset reset p.VTh p.VReset v })

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
        Presets = [
            Preset.norse1 options quantities
            {
                Name = "spikingjelly_lif"
                Source =
                    "SpikingJelly 2.0, LIFNode; dt 1, τ = 2; Reset = Subtract where its v_reset is None, and v_leak = v_reset"
                Options = {
                    options with
                        Dt = 1.0
                        Surrogate = Surrogate.atan 2.0
                        Comparison = GreaterOrEqual
                }
                Parameters = {
                    quantities with
                        TauMemInv = { quantities.TauMemInv with Value = 0.5; Unit = "" }
                }
            }
            {
                Name = "nir_lif"
                Source = "NIR, LIF: τ_mem_inv = 1/tau, v_th = v_threshold; its r scales the input"
                Options = options
                Parameters = quantities
            }
        ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak }
        Constraints = fun o p -> [ Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
        Invariants = [
            RestsWithoutInput
            ResetsTo("V", Some "VReset")
            With(
                "TauMemInv",
                1e-9,
                Under("DecayInput", "false", Under("Reset", "Subtract", ConservesCharge("V", "VTh")))
            )
        ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
