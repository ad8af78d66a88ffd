namespace Neurons

open System.Numerics.Tensors

/// Lapicque's neuron, a membrane of resistance R and capacitance C:
///
///     B    = x·dt/C + (1 − dt/(RC)) mem
///     mem' = B − r·threshold (subtract), (1−r) B (zero), B (none)
///     z    = fire (mem' − threshold)
///
/// where r is the spike of the stored membrane (delayed reset), without gradient, or the reset is applied to mem' after firing
/// (immediate). Instead of R and C, the decay β = e^{−dt/(RC)} and one of them may be given: `ofBetaAndR`, `ofBetaAndC`.
///
/// Source: snnTorch `Lapicque`; Lapicque 1907; Eshraghian et al. 2023.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Lapicque =
    type Parameters<'a> = { R: 'a; C: 'a; Threshold: 'a }

    type State<'a> = { Mem: 'a }

    type Options = {
        /// Time step in s.
        Dt: float
        Reset: MembraneReset
        Timing: ResetTiming
        Surrogate: Surrogate
        Comparison: Comparison
        /// Whether the gradient of the reset ignores the spike.
        DetachReset: bool
    } with

        /// The options of the reset.
        member o.Membrane: MembraneOptions = {
            Reset = o.Reset
            Timing = o.Timing
            Surrogate = o.Surrogate
            Comparison = o.Comparison
            DetachReset = o.DetachReset
        }

    /// snnTorch's: the threshold is subtracted in the next step; dt 1.
    let options: Options = {
        Dt = 1.0
        Reset = Membrane.options.Reset
        Timing = Membrane.options.Timing
        Surrogate = Membrane.options.Surrogate
        Comparison = Membrane.options.Comparison
        DetachReset = Membrane.options.DetachReset
    }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let mem = x * (o.Dt / p.C) + (1.0 - o.Dt / (p.R * p.C)) * s.Mem
        let mem = Membrane.delayed o.Membrane p.Threshold s.Mem mem
        let z = Membrane.fire o.Membrane p.Threshold mem
        struct (z, { Mem = Membrane.immediate o.Membrane z p.Threshold mem })

    /// In s, Ω and F.
    let quantities: Parameters<Quantity> = {
        R = Quantity.create 5.0 "Ω" Interval.positive "membrane resistance"
        C = Quantity.create 1.7 "F" Interval.positive "membrane capacitance"
        Threshold = Membrane.threshold
    }

    /// Forward Euler diverges where the decay 1 − dt/(RC) is below −1.
    let private stable (dt: float) (p: Parameters<Expr>) : Constraint = {
        Parameter = "C"
        Rule = "dt/(R·C) ≤ 2"
        NotNegative = 2.0 - dt / (p.R * p.C)
    }

    let private timeConstant (dt: float) (beta: float) =
        if not (Interval.positive.Contains dt) then
            raise (System.ArgumentOutOfRangeException("dt", dt, $"Lapicque: dt is %s{string dt}; it must be > 0."))
        elif beta > 0.0 && beta < 1.0 then
            -dt / log beta
        else
            raise (
                System.ArgumentOutOfRangeException(
                    "beta",
                    beta,
                    $"Lapicque: beta is %s{string beta}; it must be in (0, 1)."
                )
            )

    /// The default parameters with the R and the C that decay by β = e^{−dt/(RC)}.
    let ofBetaAndR (dt: float) (beta: float) (r: float) : Parameters<ParameterValue> = {
        Model.defaults quantities with
            R = Shared r
            C = Shared(timeConstant dt beta / r)
    }

    /// The default parameters with the R and the C that decay by β = e^{−dt/(RC)}.
    let ofBetaAndC (dt: float) (beta: float) (c: float) : Parameters<ParameterValue> = {
        Model.defaults quantities with
            R = Shared(timeConstant dt beta / c)
            C = Shared c
    }

    let model = {
        Name = "Lapicque"
        Summary = "Lapicque's neuron, a membrane of resistance and capacitance"
        Source = "snnTorch, Lapicque; Lapicque 1907; Eshraghian et al. 2023"
        TimeUnit = "s"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Membrane.state ]
        Presets = [
            {
                Name = "snntorch"
                Source = "snnTorch 0.9.4"
                Options = options
                Parameters = quantities
            }
        ]
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { Mem = Constant 0.0 }
        Constraints = fun o p -> [ stable o.Dt p ]
        Invariants = [
            RestsWithoutInput
            Membrane.zeroReset
            With("R", 1e12, With("C", 1.0, ConservesCharge("Mem", "Threshold")))
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
