namespace Neurons

open System.Numerics.Tensors

/// Izhikevich's neuron:
///
///     v1 = v + τ_inv dt (sq v² + mn v + bias − u + x)
///     u1 = u + τ_inv dt a (b v − u)          v the old or the new potential
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0, c where z = 1
///     u' = u1 + z d
///
/// The 20 behaviours of Izhikevich 2004 are in `IzhikevichBehaviours`. Source: Norse, `izhikevich_feed_forward_step`; Izhikevich 2003, 2004.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Izhikevich =
    type Parameters<'a> = { A: 'a; B: 'a; C: 'a; D: 'a; Sq: 'a; Mn: 'a; Bias: 'a; VTh: 'a; TauInv: 'a }

    type State<'a> = { V: 'a; U: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
        Recovery: Recovery
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    }

    /// Norse's: the old potential, dt 1 ms, superspike with α = 100, a spike above the threshold.
    let options = {
        Dt = 0.001
        Recovery = OldPotential
        Surrogate = Surrogate.superspike 100.0
        Comparison = Greater
        DetachReset = false
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let h = o.Dt * p.TauInv
        let v = s.V + h * ((p.Sq * s.V + p.Mn) * s.V + p.Bias - s.U + x)

        let u =
            match o.Recovery with
            | OldPotential -> s.U + h * p.A * (p.B * s.V - s.U)
            | NewPotential -> s.U + h * p.A * (p.B * v - s.U)
            | Accommodating -> s.U + h * p.A * (p.B * (v + 65.0))

        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let reset = detachIf o.DetachReset z
        struct (z, { V = blend reset v p.C; U = u + reset * p.D })

    let private number value meaning = Quantity.create value "" Interval.all meaning

    /// Tonic spiking. In s and mV.
    let quantities: Parameters<Quantity> = {
        A = number 0.02 "rate of the recovery"
        B = number 0.2 "coupling of the recovery to the potential"
        C = Quantity.create -65.0 "mV" Interval.all "reset potential"
        D = number 6.0 "rise of the recovery per spike"
        Sq = Quantity.create 0.04 "" Interval.positive "coefficient of v²"
        Mn = number 5.0 "coefficient of v"
        Bias = number 140.0 "constant drive"
        VTh = Quantity.create 30.0 "mV" Interval.all "peak of a spike"
        TauInv = Quantity.create 250.0 "1/s" Interval.positive "speed: time steps of the equations in a second"
    }

    /// A behaviour of Izhikevich 2004 as a preset: its time step in s, its parameters.
    let private preset (b: IzhikevichBehaviour) = {
        Name = b.Name
        Source = "Izhikevich 2004"
        Options = { options with Dt = b.Dt / 1000.0; Recovery = b.Recovery }
        Parameters =
            let set value (quantity: Quantity) = { quantity with Value = value }

            {
                quantities with
                    A = set b.A quantities.A
                    B = set b.B quantities.B
                    C = set b.C quantities.C
                    D = set b.D quantities.D
                    Mn = set b.Mn quantities.Mn
                    Bias = set b.Bias quantities.Bias
                    TauInv = set 1000.0 quantities.TauInv
            }
    }

    let model = {
        Name = "Izhikevich"
        Summary = "Izhikevich's quadratic neuron with a recovery variable"
        Source = "Norse, izhikevich_feed_forward_step; Izhikevich 2003, 2004"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "mV" "membrane potential"; Quantity.state "" "recovery" ]
        Presets = Preset.norse1 options quantities :: List.map preset (List.ofArray IzhikevichBehaviours.all)
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = Constant -65.0; U = p.B * -65.0 }
        Constraints =
            fun o p -> [
                Rule.above "VTh" p.VTh "C" p.C "the reset potential"
                {
                    Parameter = "A"
                    Rule = "dt · TauInv · A ≤ 2"
                    NotNegative = 2.0 - o.Dt * p.TauInv * p.A
                }
            ]
        Invariants = [ ResetsTo("V", Some "C"); SlowedBy "D" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
