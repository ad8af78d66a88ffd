namespace Neurons

open System.Numerics.Tensors

/// CubaLif with a refractory period that counts steps:
///
///     z̃, ṽ, i' = CubaLif (v, i, x)
///     m  = fire ρ
///     v' = (1−m) ṽ + m v
///     z  = (1−m) z̃
///     ρ' = (1−z)·max(0, ρ − m) + z ρ_reset
///
/// Source: Norse, `lif_refrac_feed_forward_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CubaLifRefractory =
    type Parameters<'a> = { TauSynInv: 'a; TauMemInv: 'a; VLeak: 'a; VTh: 'a; VReset: 'a; RhoReset: 'a }

    type State<'a> = { V: 'a; I: 'a; Rho: 'a }

    type Options = CubaLif.Options

    /// dt 1 ms, jump before integration, superspike with α = 100, a spike above the threshold.
    let options: Options = { CubaLif.options with Jump = BeforeIntegration }

    /// Whether a neuron is refractory, m, its spike if it is not, and the steps that are left after this one.
    let internal masked (o: Options) (z: Expr) (rhoReset: Expr) (rho: Expr) =
        let m = fire o.Comparison o.Surrogate rho
        let z = (1.0 - m) * z
        let left = rho - m
        struct (m, z, blend z (Rectifier.positive left) rhoReset)

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let lif: CubaLif.Parameters<Expr> = {
            TauSynInv = p.TauSynInv
            TauMemInv = p.TauMemInv
            VLeak = p.VLeak
            VTh = p.VTh
            VReset = p.VReset
        }

        let struct (z, free) = CubaLif.equations o lif { V = s.V; I = s.I } x
        let struct (m, z, rho) = masked o z p.RhoReset s.Rho
        struct (z, { V = blend m free.V s.V; I = free.I; Rho = rho })

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = {
        TauSynInv = CubaLif.quantities.TauSynInv
        TauMemInv = CubaLif.quantities.TauMemInv
        VLeak = CubaLif.quantities.VLeak
        VTh = CubaLif.quantities.VTh
        VReset = CubaLif.quantities.VReset
        // up to 2^24, float32 counts down by 1; beyond, it would stay for ever
        RhoReset = Quantity.create 5.0 "steps" (Interval.between 0.0 16777216.0) "refractory steps after a spike"
    }

    let model = {
        Name = "CubaLifRefractory"
        Summary = "current-based leaky integrate-and-fire neuron with a refractory period"
        Source = "Norse, lif_refrac_feed_forward_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [
            Quantity.state "" "membrane potential"
            Quantity.state "" "synaptic current"
            Quantity.state "" "refractory steps left"
        ]
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ p -> { V = p.VLeak; I = Constant 0.0; Rho = Constant 0.0 }
        Constraints =
            fun o p -> [ Rule.stableEuler "TauSynInv" o.Dt p.TauSynInv; Rule.stableEuler "TauMemInv" o.Dt p.TauMemInv ]
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset"); SilentFor "RhoReset" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (x: Tensor<'T>) = (create<'T> options).Step p s x

    /// All steps of xs, [T; …], with the default options: all spikes and the last state.
    let integral p s (xs: Tensor<'T>) = (create<'T> options).Integral p s xs
