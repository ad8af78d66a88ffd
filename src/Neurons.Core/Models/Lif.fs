namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron:
///
///     z₀ = fire ((V − V_th)/(V_th − V_reset))     the spike of the last step
///     V  ← V − (V_th − V_reset) z₀ (soft), V_reset where z₀ (hard)
///     τ V̇ = −V + V_rest + R x                     exponential Euler, exact
///     z  = fire ((V' − V_th)/(V_th − V_reset))
///
/// Source: brainpy.state `LIF`; Lapicque 1907; Abbott 1999; Burkitt 2006.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Lif =
    type Parameters<'a> = { R: 'a; Tau: 'a; VTh: 'a; VReset: 'a; VRest: 'a }

    type State<'a> = { V: 'a }

    type Options = VoltageOptions

    /// brainpy.state's: soft reset, dt 0.1 ms.
    let options: Options = Voltage.soft

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let z = Voltage.lastSpike o p.VTh p.VReset s.V
        let v = Voltage.reset o z p.VTh p.VReset s.V
        let v = Integration.exponentialEuler (o.Dt / p.Tau) v (Integration.leak p.VRest v + p.R * x)
        struct (Voltage.fire o p.VTh p.VReset v, { V = v })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 5.0
        VTh = Voltage.threshold 1.0
        VReset = Voltage.resetPotential 0.0
        VRest = Voltage.restingPotential 0.0
    }

    let model = {
        Name = "Lif"
        Summary = "leaky integrate-and-fire neuron with delayed reset"
        Source = "brainpy.state, LIF; Lapicque 1907; Abbott 1999; Burkitt 2006"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VRest }
        Constraints = fun _ p -> [ Voltage.ordered "VTh" p.VTh p.VReset ]
        Invariants = [ RestsWithoutInput; Voltage.hardReset (Some "VReset"); Voltage.noLeak options.Dt ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
