namespace Neurons

open System.Numerics.Tensors

/// A synapse with short-term plasticity: its output is the strength with which it passes on a spike z.
///
///     u' = u − dt·τ_f_inv·u + U_SE (1 − u) z
///     x' = x + dt·τ_d_inv·(1 − x) − u' x z
///     output u' x z
///
/// A spike facilitates the next, by u, and uses up resources, which recover in x. Source: Tsodyks & Markram 1997; Norse,
/// `stp_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module TsodyksMarkram =
    type Parameters<'a> = { TauFInv: 'a; TauDInv: 'a; USe: 'a }

    type State<'a> = { U: 'a; X: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
    }

    /// dt 1 ms.
    let options = { Dt = 0.001 }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (z: Expr) =
        let u = s.U - o.Dt * p.TauFInv * s.U + p.USe * (1.0 - s.U) * z
        let released = u * s.X * z
        let x = s.X + o.Dt * p.TauDInv * (1.0 - s.X) - released
        struct (released, { U = u; X = x })

    let quantities: Parameters<Quantity> = {
        TauFInv = Quantity.create 20.0 "1/s" Interval.positive "inverse time constant of facilitation"
        TauDInv =
            Quantity.create (1.0 / 0.75) "1/s" Interval.positive "inverse time constant of the recovery from depression"
        USe =
            Quantity.create
                0.45
                ""
                (Interval.between 0.0 1.0)
                "share of the rest that a spike adds to the use of resources"
    }

    let model = {
        Name = "TsodyksMarkram"
        Summary = "synapse with short-term facilitation and depression"
        Source = "Tsodyks & Markram 1997; Norse, stp_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "use of resources by a spike"; Quantity.state "" "resources left" ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "z" ]
        Spikes = false
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { U = Constant 0.0; X = Constant 1.0 }
        Constraints =
            fun o p -> [ Rule.stableEuler "TauFInv" o.Dt p.TauFInv; Rule.stableEuler "TauDInv" o.Dt p.TauDInv ]
        Invariants = [ RestsWithoutInput ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// Synapses with their options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the output and the next state.
    let step p s (z: Tensor<'T>) = (create<'T> options).Step p s z

    /// All steps of zs, [T; …], with the default options: all outputs and the last state.
    let integral p s (zs: Tensor<'T>) = (create<'T> options).Integral p s zs
