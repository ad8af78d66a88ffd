namespace Neurons

open System.Numerics.Tensors

/// The adaptive leaky integrate-and-fire neuron: spikes raise the threshold.
///
///     z₀ = fire u(V, a) with u = (V − V_th − β a)/(V_th − V_reset)
///     V  ← V − (V_th − V_reset) z₀ (soft), V_reset where z₀ (hard);  a ← a + z₀
///     τ V̇ = −V + V_rest + R x,  τ_a ȧ = −a        exponential Euler, exact
///     z  = fire u(V', a')
///
/// Source: brainpy.state `ALIF`; Gerstner et al. 2014.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Alif =
    type Parameters<'a> = { R: 'a; Tau: 'a; VTh: 'a; VReset: 'a; VRest: 'a; TauA: 'a; Beta: 'a }

    type State<'a> = { V: 'a; A: 'a }

    type Options = VoltageOptions

    /// brainpy.state's: soft reset, dt 0.1 ms.
    let options: Options = Voltage.soft

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let effective v a = v - p.Beta * a
        let z = Voltage.lastSpike o p.VTh p.VReset (effective s.V s.A)
        let v = Voltage.reset o z p.VTh p.VReset s.V
        let a = s.A + z
        let v = Integration.exponentialEuler (o.Dt / p.Tau) v (Integration.leak p.VRest v + p.R * x)
        let a = Integration.exponentialEuler (o.Dt / p.TauA) a (Integration.leak (Constant 0.0) a)
        struct (Voltage.fire o p.VTh p.VReset (effective v a), { V = v; A = a })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 5.0
        VTh = Voltage.threshold 1.0
        VReset = Voltage.resetPotential 0.0
        VRest = Voltage.restingPotential 0.0
        TauA = Voltage.time 100.0 "time constant of the adaptation"
        Beta = Quantity.create 0.1 "mV" Interval.all "rise of the threshold per unit of adaptation"
    }

    let model = {
        Name = "Alif"
        Summary = "adaptive leaky integrate-and-fire neuron"
        Source = "brainpy.state, ALIF; Gerstner et al. 2014"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane; Quantity.state "" "adaptation" ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VRest; A = Constant 0.0 }
        Constraints = fun _ p -> [ Voltage.ordered "VTh" p.VTh p.VReset ]
        Invariants = [
            RestsWithoutInput
            Voltage.hardReset (Some "VReset")
            Voltage.noLeak options.Dt
            SlowedBy "Beta"
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
