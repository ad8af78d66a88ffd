namespace Neurons

open System.Numerics.Tensors

/// Hindmarsh and Rose's neuron, which bursts:
///
///     τ V̇ = y − a V³ + b V² − z + x
///     τ ẏ = c − d V² − y
///     τ ż = r (s (V − V_r) − z)
///     spike: V reaches V_th from below
///
/// Without units. Exponential Euler, every variable from the old values of the others.
/// Source: Hindmarsh & Rose 1984; brainpy.state `HindmarshRose`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module HindmarshRose =
    type Parameters<'a> = { A: 'a; B: 'a; C: 'a; D: 'a; R: 'a; S: 'a; VR: 'a; Tau: 'a; VTh: 'a }

    type State<'a> = { V: 'a; Y: 'a; Z: 'a }

    type Options = CrossingOptions

    /// dt 0.01.
    let options: Options = Crossing.options 0.01

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let v2 = s.V * s.V
        let rate = o.Dt / p.Tau

        let drift = {
            Force = s.Y - p.A * (v2 * s.V) + p.B * v2 - s.Z + x
            Slope = 2.0 * p.B * s.V - 3.0 * p.A * v2
        }

        let v = Integration.exponentialEuler rate s.V drift
        let y = Integration.exponentialEuler rate s.Y (Integration.leak (p.C - p.D * v2) s.Y)
        let z = Integration.exponentialEuler (rate * p.R) s.Z (Integration.leak (p.S * (s.V - p.VR)) s.Z)
        struct (Crossing.spike o p.VTh s.V v, { V = v; Y = y; Z = z })

    let private number value meaning = Quantity.create value "" Interval.all meaning

    /// Plain numbers.
    let quantities: Parameters<Quantity> = {
        A = Quantity.create 1.0 "" Interval.positive "coefficient of −V³"
        B = number 3.0 "coefficient of V²"
        C = number 1.0 "drive of the fast recovery"
        D = number 5.0 "how the potential draws the fast recovery down"
        R = Quantity.create 0.006 "" Interval.positive "speed of the adaptation"
        S = number 4.0 "strength of the adaptation"
        VR = number -1.6 "potential at which there is no adaptation"
        Tau = Quantity.create 1.0 "" Interval.positive "time constant"
        VTh = Crossing.threshold 1.0 ""
    }

    let model = {
        Name = "HindmarshRose"
        Summary = "Hindmarsh and Rose's bursting neuron of three variables"
        Source = "Hindmarsh & Rose 1984; brainpy.state, HindmarshRose"
        TimeUnit = "1"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Quantity.state "" "membrane potential"
            Quantity.state "" "fast recovery"
            Quantity.state "" "slow adaptation"
        ]
        Presets = [ Crossing.brainpy options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant -1.6; Y = Constant -10.0; Z = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = [ CrossesUpward("V", "VTh") ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
