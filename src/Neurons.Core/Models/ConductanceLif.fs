namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron with a conductance-based exponential synapse inside:
///
///     z₀ = fire ((V − V_th)/(V_th − V_reset)), V is reset where z₀ as in Lif
///     g' = g e^{−dt/τ_syn} + synaptic
///     τ V̇ = V_rest − V + R (g' (E − V) + current)     exponential Euler, exact
///     z  = fire ((V' − V_th)/(V_th − V_reset))
///
/// A jump acts on V in its own step, undecayed. The current is an input of its own where it is chosen.
///
/// Source: brainpy.state `CobaLIF`; Gerstner et al. 2014.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ConductanceLif =
    type Parameters<'a> = { R: 'a; Tau: 'a; TauSyn: 'a; E: 'a; VTh: 'a; VReset: 'a; VRest: 'a }

    type State<'a> = { V: 'a; G: 'a }

    type Options = CurrentLif.Options

    /// The synapse alone; brainpy.state's otherwise: soft reset, dt 0.1 ms.
    let options: Options = CurrentLif.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (inputs: Expr list) =
        let m = CurrentLif.membrane o
        let z = Voltage.lastSpike m p.VTh p.VReset s.V
        let v = Voltage.reset m z p.VTh p.VReset s.V
        let g = Synapse.decayed o.Dt p.TauSyn s.G + inputs.Head
        let conductance = p.R * g

        let drift = {
            Force = p.VRest - v + conductance * (p.E - v) + p.R * CurrentLif.current o inputs
            Slope = -1.0 - conductance
        }

        // negative jumps can make the conductance negative, and the potential run away
        let v = Upswing.integrate (o.Dt / p.Tau) v drift
        struct (Voltage.fire m p.VTh p.VReset v, { V = v; G = g })

    /// In ms, mV, mA, S and Ω. brainpy.state's reversal potential is 0, below its threshold.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 5.0
        TauSyn = Voltage.time 5.0 "time constant of the synapse"
        E = Voltage.potential 3.0 "reversal potential of the synapse"
        VTh = Voltage.threshold 1.0
        VReset = Voltage.resetPotential 0.0
        VRest = Voltage.restingPotential 0.0
    }

    let model = {
        Name = "ConductanceLif"
        Summary = "leaky integrate-and-fire neuron with a conductance-based synapse inside"
        Source = "brainpy.state, CobaLIF; Gerstner et al. 2014"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane; Synapse.conductance "synaptic conductance" ]
        Presets = CurrentLif.brainpy { quantities with E = { quantities.E with Value = 0.0 } }
        Inputs = CurrentLif.inputs
        Spikes = true
        Step = equations
        Initial = fun _ p -> { V = p.VRest; G = Constant 0.0 }
        Constraints = fun _ p -> [ Voltage.ordered "VTh" p.VTh p.VReset ]
        Invariants = [ RestsWithoutInput; Voltage.hardReset (Some "VReset") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
