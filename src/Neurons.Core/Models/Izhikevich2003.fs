namespace Neurons

open System.Numerics.Tensors

/// Izhikevich's neuron in the units of its paper:
///
///     k  = fire ((V − V_th)/V_th)           the spike of the last step
///     V₀ = c where k = 1, else V;  u₀ = u + d k
///     V̇  = 0.04 V² + 5 V + 140 − u₀ + x      exponential Euler from V₀
///     u̇  = a (b V' − u)                      exponential Euler from u₀, with the new V'
///     z  = fire ((V' − V_th)/V_th)
///
/// `Izhikevich` is the same neuron by forward Euler with the reset in the step of the spike. Source: Izhikevich 2003; brainpy.state
/// `Izhikevich`, whose choice of a reset has no effect.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Izhikevich2003 =
    type Parameters<'a> = { A: 'a; B: 'a; C: 'a; D: 'a; VTh: 'a }

    type State<'a> = { V: 'a; U: 'a }

    type Options = CrossingOptions

    /// dt 0.1 ms.
    let options: Options = Crossing.options 0.1

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let struct (v, u) = IzhikevichVoltage.reset o p.VTh p.C p.D s.V s.U
        let struct (v, u) = IzhikevichVoltage.integrate o p.A p.B x v u
        struct (IzhikevichVoltage.fire o p.VTh v, { V = v; U = u })

    /// In ms and mV.
    let quantities: Parameters<Quantity> = {
        A = IzhikevichVoltage.speed 0.02
        B = IzhikevichVoltage.coupling 0.2
        C = Voltage.resetPotential -65.0
        D = IzhikevichVoltage.rise 8.0
        VTh = Quantity.create 30.0 "mV" Interval.positive "peak of a spike"
    }

    let model = {
        Name = "Izhikevich2003"
        Summary = "Izhikevich's neuron in mV and ms"
        Source = "Izhikevich 2003; brainpy.state, Izhikevich"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane; IzhikevichVoltage.recovery ]
        Presets = [ Crossing.brainpy options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant -65.0; U = Constant 0.0 }
        Constraints = fun _ p -> [ IzhikevichVoltage.ordered p.VTh p.C ]
        Invariants = [ With("D", 0.0, ContinuesFrom("V", Some "C")); SlowedBy "D" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
