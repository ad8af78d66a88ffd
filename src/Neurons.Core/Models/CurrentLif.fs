namespace Neurons

open System.Numerics.Tensors

/// The leaky integrate-and-fire neuron with an exponential synapse inside:
///
///     z₀ = fire ((V − V_th)/(V_th − V_reset)), V is reset where z₀ as in Lif
///     g' = g e^{−dt/τ_syn} + synaptic
///     τ V̇ = V_rest − V + R (g' + current)             exponential Euler, exact
///     z  = fire ((V' − V_th)/(V_th − V_reset))
///
/// A jump acts on V in its own step, undecayed. The current is an input of its own where it is chosen.
///
/// Source: brainpy.state `CubaLIF`; Gerstner et al. 2014.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CurrentLif =
    type Parameters<'a> = { R: 'a; Tau: 'a; TauSyn: 'a; VTh: 'a; VReset: 'a; VRest: 'a }

    type State<'a> = { V: 'a; G: 'a }

    type Options = {
        /// Time step in ms.
        Dt: float
        Reset: VoltageReset
        /// Whether there is a second input, `current`, beside that of the synapse.
        Current: bool
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient ignores what the last step's spike does to the states.
        DetachReset: bool
    }

    /// The synapse alone; brainpy.state's otherwise: soft reset, dt 0.1 ms.
    let options = {
        Dt = Voltage.soft.Dt
        Reset = Voltage.soft.Reset
        Current = false
        Surrogate = Voltage.soft.Surrogate
        Comparison = Voltage.soft.Comparison
        DetachReset = Voltage.soft.DetachReset
    }

    /// The options of the membrane.
    let internal membrane (o: Options) : VoltageOptions = {
        Dt = o.Dt
        Reset = o.Reset
        Surrogate = o.Surrogate
        Comparison = o.Comparison
        DetachReset = o.DetachReset
    }

    let internal inputs (o: Options) = if o.Current then [ "synaptic"; "current" ] else [ "synaptic" ]

    /// The current of a step's inputs: 0 where there is none.
    let internal current (o: Options) (inputs: Expr list) = if o.Current then inputs[1] else Constant 0.0

    /// brainpy.state's, which has both inputs.
    let internal brainpy quantities = [
        {
            Name = "brainpy"
            Source = "brainpy.state 0.1.0"
            Options = { options with Current = true }
            Parameters = quantities
        }
    ]

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (inputs: Expr list) =
        let m = membrane o
        let z = Voltage.lastSpike m p.VTh p.VReset s.V
        let v = Voltage.reset m z p.VTh p.VReset s.V
        let g = Synapse.decayed o.Dt p.TauSyn s.G + inputs.Head
        let drift = Integration.leak p.VRest v + p.R * (g + current o inputs)
        let v = Integration.exponentialEuler (o.Dt / p.Tau) v drift
        struct (Voltage.fire m p.VTh p.VReset v, { V = v; G = g })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 5.0
        TauSyn = Voltage.time 5.0 "time constant of the synapse"
        VTh = Voltage.threshold 1.0
        VReset = Voltage.resetPotential 0.0
        VRest = Voltage.restingPotential 0.0
    }

    let model = {
        Name = "CurrentLif"
        Summary = "leaky integrate-and-fire neuron with a current-based synapse inside"
        Source = "brainpy.state, CubaLIF; Gerstner et al. 2014"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane; Quantity.state "mA" "synaptic current" ]
        Presets = brainpy quantities
        Inputs = inputs
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
