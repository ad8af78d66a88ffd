namespace Neurons

open System.Numerics.Tensors

/// The current-based leaky integrate-and-fire neuron with exponential synapses, "LIF" in Norse:
///
///     v1 = v + dt·τ_mem_inv·((v_leak − v) + i)
///     i1 = i − dt·τ_syn_inv·i
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0, v_reset where z = 1
///     i' = i1 + x
///
/// Source: Norse 0.0.7 `lif_feed_forward_step` (after integration), Norse 1.0 (before integration); Neftci, Mostafa & Zenke 2019.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CubaLif =
    type Parameters<'a> = { TauSynInv: 'a; TauMemInv: 'a; VLeak: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a; I: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
        Jump: Jump
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// Norse 0.0.7's: dt 1 ms, jump after integration, superspike with α = 100, a spike above the threshold.
    let options = {
        Dt = 0.001
        Jump = AfterIntegration
        Surrogate = Surrogate.superspike 100.0
        Comparison = Greater
        DetachReset = false
    }

    /// As the recurrent form of Norse 0.0.7 has it: the reset ignores the gradient of the spike.
    let recurrentOptions = { options with DetachReset = true }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let struct (i, jumped) = Jump.apply o.Jump s.I x
        let v = s.V + o.Dt * p.TauMemInv * ((p.VLeak - s.V) + i)
        let i = jumped (i - o.Dt * p.TauSynInv * i)
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = detachIf o.DetachReset z
        struct (z, { V = blend reset v p.VReset; I = i })

    let private positive = Interval.positive

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = {
        TauSynInv = Quantity.create 200.0 "1/s" positive "inverse time constant of the synaptic current"
        TauMemInv = Quantity.create 100.0 "1/s" positive "inverse time constant of the membrane"
        VLeak = Quantity.create 0.0 "" Interval.all "leak potential"
        VTh = Quantity.create 1.0 "" Interval.all "threshold"
        VReset = Quantity.create 0.0 "" Interval.all "reset potential"
    }

    /// In ms and mV, for a dt in ms.
    let bioQuantities: Parameters<Quantity> = {
        TauSynInv = Quantity.create (1.0 / 0.5) "1/ms" positive "inverse time constant of the synaptic current"
        TauMemInv = Quantity.create (1.0 / 20.0) "1/ms" positive "inverse time constant of the membrane"
        VLeak = Quantity.create -65.0 "mV" Interval.all "leak potential"
        VTh = Quantity.create -50.0 "mV" Interval.all "threshold"
        VReset = Quantity.create -65.0 "mV" Interval.all "reset potential"
    }

    let model = {
        Name = "CubaLif"
        Summary = "current-based leaky integrate-and-fire neuron with exponential synapses"
        Source = "Norse 0.0.7, lif_feed_forward_step; Norse 1.0 with jump before integration"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential"; Quantity.state "" "synaptic current" ]
        Presets = [
            {
                Name = "bio"
                Source = "Norse 0.0.7, LIFParameters of biology; ms and mV"
                Options = { options with Dt = 0.1 }
                Parameters = bioQuantities
            }
            Preset.norse007 options quantities
            {
                Name = "norse007_recurrent"
                Source = "Norse 0.0.7, lif_step: the recurrent form, whose reset ignores the gradient of the spike"
                Options = recurrentOptions
                Parameters = quantities
            }
            {
                Preset.norse1 { options with Jump = BeforeIntegration } quantities with
                    Source = "Norse 1.0 and later"
            }
            {
                Name = "nir_cubalif"
                Source = "NIR, CubaLIF: inverse time constants, v_th = v_threshold; its w_in and r scale the input"
                Options = { options with Jump = BeforeIntegration }
                Parameters = quantities
            }
        ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak; I = Constant 0.0 }
        Constraints =
            fun o p -> [ Rule.stableEuler "TauSynInv" o.Dt p.TauSynInv; Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities
    let bioParameters: Parameters<ParameterValue> = Model.defaults bioQuantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
