namespace Neurons

open System.Numerics.Tensors

/// A compartment of a cell with a refractory period that counts steps; the coupling g is the sum of G v over the compartments:
///
///     m  = fire ρ
///     v1 = v + (1−m)·dt·τ_mem_inv·((v_leak − v) + i) + g
///     z  = fire (v1 − v_th)
///     v' = v1 where z = 0, v_reset where z = 1
///     ρ' = (1−z)·max(0, ρ − m) + z ρ_reset
///     i' = i − dt·τ_syn_inv·i + x                (jump before integration: x enters i first)
///
/// The coupling has no dt and is not refractory, so it can make a neuron fire that is.
///
/// Source: Norse, `lif_mc_refrac_feed_forward_step`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module CompartmentLifRefractory =
    type Parameters<'a> = CubaLifRefractory.Parameters<'a>

    type State<'a> = CubaLifRefractory.State<'a>

    type Options = CubaLif.Options

    /// dt 1 ms, jump after integration, superspike with α = 100, a spike above the threshold.
    let options: Options = CubaLif.options

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) (coupling: Expr) =
        let m = fire o.Comparison o.Surrogate s.Rho
        let struct (i, jumped) = Jump.apply o.Jump s.I x
        let v = s.V + (1.0 - m) * (o.Dt * p.TauMemInv * ((p.VLeak - s.V) + i)) + coupling
        let i = jumped (i - o.Dt * p.TauSynInv * i)
        let z = fire o.Comparison o.Surrogate (v - p.VTh)
        let rho = blend z (Rectifier.positive (s.Rho - m)) p.RhoReset
        let v = blend (detachIf o.DetachReset z) v p.VReset
        let next: State<Expr> = { V = v; I = i; Rho = rho }
        struct (z, next)

    /// In s and plain numbers.
    let quantities: Parameters<Quantity> = CubaLifRefractory.quantities

    let model = {
        Name = "CompartmentLifRefractory"
        Summary = "leaky integrate-and-fire compartment with a refractory period"
        Source = "Norse, lif_mc_refrac_feed_forward_step"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = CubaLifRefractory.model.States
        Presets = [ Preset.norse1 options quantities ]
        Inputs = fun _ -> CompartmentLif.inputs
        Spikes = true
        Step = fun o p s x -> equations o p s x[0] x[1]
        Initial = CubaLifRefractory.model.Initial
        Constraints = CubaLifRefractory.model.Constraints
        Invariants = [ RestsWithoutInput; ResetsTo("V", Some "VReset"); SilentFor "RhoReset" ]
    }

    /// The default parameters as values.
    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    /// A neuron with its options chosen, for float32 or float.
    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

    /// One step with the default options: the spikes and the next state.
    let step p s (inputs: Tensor<'T> list) = (create<'T> options).StepWith p s inputs

    /// All steps of the inputs, with the default options: all spikes and the last state.
    let integral p s (inputs: InputSequence<'T> list) = (create<'T> options).IntegralWith p s inputs
