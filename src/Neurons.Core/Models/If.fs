namespace Neurons

open System.Numerics.Tensors

/// The integrate-and-fire neuron of brainpy.state, which leaks towards 0 as well:
///
///     z₀ = fire ((V − V_th)/V_th)                  the spike of the last step
///     V  ← V − V_th·z₀ (soft), 0 where z₀ (hard)
///     τ V̇ = −V + R x                              exponential Euler, exact
///     z  = fire ((V' − V_th)/V_th)
///
/// Source: brainpy.state `IF`; Lapicque 1907; Abbott 1999.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module If =
    type Parameters<'a> = { R: 'a; Tau: 'a; VTh: 'a }

    type State<'a> = { V: 'a }

    type Options = VoltageOptions

    /// brainpy.state's: soft reset, dt 0.1 ms.
    let options: Options = Voltage.soft

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let zero = Constant 0.0
        let z = Voltage.lastSpike o p.VTh zero s.V
        let v = Voltage.reset o z p.VTh zero s.V
        let v = Integration.exponentialEuler (o.Dt / p.Tau) v (Integration.leak zero v + p.R * x)
        struct (Voltage.fire o p.VTh zero v, { V = v })

    /// In ms, mV, mA and Ω.
    let quantities: Parameters<Quantity> = {
        R = Voltage.resistance 1.0
        Tau = Voltage.timeConstant 5.0
        VTh = Quantity.create 1.0 "mV" Interval.positive "threshold"
    }

    let model = {
        Name = "If"
        Summary = "integrate-and-fire neuron with delayed reset"
        Source = "brainpy.state, IF; Lapicque 1907; Abbott 1999"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane ]
        Presets = Voltage.brainpy quantities
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = Constant 0.0 }
        Constraints = fun _ p -> []
        Invariants = [ RestsWithoutInput; Voltage.hardReset None; Voltage.noLeak options.Dt ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
