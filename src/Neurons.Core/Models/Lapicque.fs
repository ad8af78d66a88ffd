namespace Neurons

open System.Numerics.Tensors

/// Lapicque's neuron, a membrane of resistance R and capacitance C:
///
///     B    = x·dt/C + (1 − dt/(RC)) mem
///     mem' = B − r·threshold (subtract), (1−r) B (zero), B (none)
///     z    = fire (mem' − threshold)
///
/// where r is the spike of the stored membrane (delayed reset), without gradient, or the reset is applied to mem' after firing
/// (immediate). Instead of R and C, the decay β = 1 − dt/(RC) and one of them may be given: `ofBetaAndR`, `ofBetaAndC`.
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

    let private check name (value: float) (range: Interval) =
        if not (range.Contains value) then
            let text = value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
            let message = $"Lapicque: {name} is {text}; it must be {range.Demand value}."
            raise (System.ArgumentOutOfRangeException(name, value, message))

    let private ofTimeConstant rc name given =
        check name given Interval.positive
        struct (Shared given, Shared(rc / given))

    let private ofR rc r : Parameters<ParameterValue> =
        let struct (r, c) = ofTimeConstant rc "r" r
        { Model.defaults quantities with R = r; C = c }

    let private ofC rc c : Parameters<ParameterValue> =
        let struct (c, r) = ofTimeConstant rc "c" c
        { Model.defaults quantities with R = r; C = c }

    /// The time constant RC with which a step, forward Euler, decays by β.
    let private decaying (dt: float) (beta: float) =
        check "dt" dt Interval.positive
        check "beta" beta { Interval.between 0.0 1.0 with MostAllowed = false }
        dt / (1.0 - beta)

    /// The default parameters with R and the C with which the membrane decays by β in [0, 1) in a step.
    let ofBetaAndR (dt: float) (beta: float) (r: float) = ofR (decaying dt beta) r

    /// The default parameters with C and the R with which the membrane decays by β in [0, 1) in a step.
    let ofBetaAndC (dt: float) (beta: float) (c: float) = ofC (decaying dt beta) c

    /// From β to R and C as in snnTorch: β = e^{−dt/(RC)}, so that a step decays by 1 + ln β instead of β. That is negative for a β below
    /// e^−1; below e^−2 the membrane diverges, and R and C are refused when they are used.
    module Snntorch =
        let private exponential (dt: float) (beta: float) =
            check "dt" dt Interval.positive
            check "beta" beta { Interval.between 0.0 1.0 with LeastAllowed = false; MostAllowed = false }
            -dt / log beta

        /// The default parameters with R and snnTorch's C for a β in (0, 1).
        let ofBetaAndR (dt: float) (beta: float) (r: float) = ofR (exponential dt beta) r

        /// The default parameters with C and snnTorch's R for a β in (0, 1).
        let ofBetaAndC (dt: float) (beta: float) (c: float) = ofC (exponential dt beta) c

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
