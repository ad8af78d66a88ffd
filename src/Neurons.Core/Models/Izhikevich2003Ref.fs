namespace Neurons

open System.Numerics.Tensors

/// Izhikevich's neuron with a refractory period, in which potential and recovery stay where the reset put them:
///
///     V₀, u₀ after the spike of the last step as in Izhikevich2003
///     V', u' = V₀, u₀ for τ_ref after a spike, else a step of exponential Euler from them
///     z  = fire ((V' − V_th)/V_th)
///
/// Source: Izhikevich 2003; brainpy.state `IzhikevichRef`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Izhikevich2003Ref =
    type Parameters<'a> = { A: 'a; B: 'a; C: 'a; D: 'a; VTh: 'a; TauRef: 'a }

    type State<'a> = { V: 'a; U: 'a; SinceSpike: 'a }

    type Options = CrossingOptions

    /// dt 0.1 ms.
    let options: Options = Izhikevich2003.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let struct (heldV, heldU) = IzhikevichVoltage.reset o p.VTh p.C p.D s.V s.U
        let struct (freeV, freeU) = IzhikevichVoltage.integrate o p.A p.B x heldV heldU
        let v = Refractory.hold o.Dt p.TauRef s.SinceSpike heldV freeV
        let u = Refractory.hold o.Dt p.TauRef s.SinceSpike heldU freeU
        let z = IzhikevichVoltage.fire o p.VTh v
        struct (z, { V = v; U = u; SinceSpike = Refractory.next z s.SinceSpike })

    /// In ms and mV. brainpy.state's refractory period is 0.
    let quantities: Parameters<Quantity> = {
        A = Izhikevich2003.quantities.A
        B = Izhikevich2003.quantities.B
        C = Izhikevich2003.quantities.C
        D = Izhikevich2003.quantities.D
        VTh = Izhikevich2003.quantities.VTh
        TauRef = Refractory.quantity 2.0
    }

    let model = {
        Name = "Izhikevich2003Ref"
        Summary = "Izhikevich's neuron in mV and ms with a refractory period"
        Source = "Izhikevich 2003; brainpy.state, IzhikevichRef"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Voltage.membrane; IzhikevichVoltage.recovery; Refractory.state ]
        Presets = [ Crossing.brainpy options { quantities with TauRef = Refractory.quantity 0.0 } ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant -65.0; U = Constant 0.0; SinceSpike = Refractory.initial }
        Constraints = fun o p -> [ IzhikevichVoltage.ordered p.VTh p.C; Refractory.countable o.Dt p.TauRef ]
        Invariants = [
            With("TauRef", 0.0, With("D", 0.0, ContinuesFrom("V", Some "C")))
            SlowedBy "D"
            SilentFor "TauRef"
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
