namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron for learning through time without going back in it:
///
///     h  = sg(v) + (x − (sg(v) − v_r))/τ, or sg(v) − (sg(v) − v_r)/τ + x where the input does not decay
///     z  = fire (h − v_th)
///     v' = h where z = 0; where z = 1 v_reset, or h − v_th
///     trace' = sg (trace (1 − 1/τ) + z), the presynaptic trace of online training through time
///
/// sg is the value without its gradient: none reaches an earlier step. Source: SpikingJelly `OTTTLIFNode` (Xiao et al. 2022) and
/// `SLTTLIFNode` (Meng et al. 2023), which ignores the trace.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module OnlineLif =
    type Parameters<'a> = { Tau: 'a; VTh: 'a; VReset: 'a }

    type State<'a> = { V: 'a; Trace: 'a }

    type Options = LeakyChargeOptions

    /// Those of online training through time in SpikingJelly: the threshold is subtracted, without the gradient of the spike, the input enters as
    /// it is; sigmoid surrogate with k = 4, a spike at or above the threshold.
    let options: Options = {
        Charging.leakyOptions with
            Reset = SpikeReset.Subtract
            DecayInput = false
            DetachReset = true
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let charge = Charging.ofLeaky o
        let h = Charging.leaky o (1.0 / p.Tau) p.VReset x (detach s.V)
        let z = Charging.fire charge p.VTh h
        let trace = detach (s.Trace * (1.0 - 1.0 / p.Tau) + z)
        struct (z, { V = Charging.reset charge z p.VTh p.VReset h; Trace = trace })

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        Tau = Charging.timeConstant 2.0
        VTh = Charging.threshold 1.0
        VReset = Charging.resetPotential 0.0
    }

    let model = {
        Name = "OnlineLif"
        Summary = "leaky integrate-and-fire neuron for online learning"
        Source = "SpikingJelly, OTTTLIFNode and SLTTLIFNode; Xiao et al. 2022; Meng et al. 2023"
        TimeUnit = "step"
        Options = options
        Dt = fun _ -> 1.0
        Parameters = quantities
        States = [ Charging.membrane; Quantity.state "" "presynaptic trace" ]
        Presets = [
            {
                Name = "ottt"
                Source = "SpikingJelly 2.0, OTTTLIFNode"
                Options = options
                Parameters = quantities
            }
            {
                Name = "sltt"
                Source = "SpikingJelly 2.0, SLTTLIFNode"
                Options = { Charging.leakyOptions with DetachReset = true }
                Parameters = quantities
            }
        ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun o p -> { V = Charging.rest o.Reset p.VReset; Trace = Constant 0.0 }
        Constraints = fun _ p -> [ Charging.stable p.Tau ]
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
