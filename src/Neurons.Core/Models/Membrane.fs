namespace Neurons

/// What a spike does to the membrane in the discrete-decay models.
[<RequireQualifiedAccess>]
type MembraneReset =
    /// The threshold is subtracted.
    | Subtract
    /// It starts again from 0.
    | Zero
    /// Nothing.
    | None

    override r.ToString() =
        match r with
        | MembraneReset.Subtract -> nameof MembraneReset.Subtract
        | MembraneReset.Zero -> nameof MembraneReset.Zero
        | MembraneReset.None -> nameof MembraneReset.None

/// When a spike resets the membrane.
[<RequireQualifiedAccess>]
type ResetTiming =
    /// In the next step, by the stored membrane.
    | Delayed
    /// In the step of the spike.
    | Immediate

    override r.ToString() =
        match r with
        | ResetTiming.Delayed -> nameof ResetTiming.Delayed
        | ResetTiming.Immediate -> nameof ResetTiming.Immediate

/// The options of the discrete-decay models.
type MembraneOptions = {
    Reset: MembraneReset
    Timing: ResetTiming
    Surrogate: Surrogate
    Comparison: Comparison
    /// Whether the gradient of the reset ignores the spike.
    DetachReset: bool
}

/// What the discrete-decay models share. A step is the unit of time. Source: snnTorch.
module Membrane =
    /// snnTorch's: the threshold is subtracted in the next step, without gradient; atan surrogate with α = 2, a spike above the threshold.
    let options = {
        Reset = MembraneReset.Subtract
        Timing = ResetTiming.Delayed
        Surrogate = Surrogate.atan 2.0
        Comparison = Greater
        DetachReset = true
    }

    let fire (o: MembraneOptions) (threshold: Expr) (mem: Expr) = fire o.Comparison o.Surrogate (mem - threshold)

    let private reset (o: MembraneOptions) z (threshold: Expr) (mem: Expr) =
        let z = detachIf o.DetachReset z

        match o.Reset with
        | MembraneReset.Subtract -> mem - z * threshold
        | MembraneReset.Zero -> blend z mem (Constant 0.0)
        | MembraneReset.None -> mem

    /// `mem` after the reset of the last step's spike, which the stored membrane tells; unchanged where resets are immediate.
    let delayed (o: MembraneOptions) threshold stored mem =
        match o.Timing with
        | ResetTiming.Delayed -> reset o (fire o threshold stored) threshold mem
        | ResetTiming.Immediate -> mem

    /// `mem` after the reset of this step's spike; unchanged where resets are delayed.
    let immediate (o: MembraneOptions) z threshold mem =
        match o.Timing with
        | ResetTiming.Delayed -> mem
        | ResetTiming.Immediate -> reset o z threshold mem

    let decay value meaning = Quantity.create value "" (Interval.between 0.0 1.0) meaning
    let threshold = Quantity.create 1.0 "" Interval.all "threshold"
    let state = Quantity.state "" "membrane potential"

    let snntorch (options: 'Options) quantities = [
        {
            Name = "snntorch"
            Source = "snnTorch 0.9.4"
            Options = options
            Parameters = quantities
        }
    ]

    /// The law of the immediate reset to zero.
    let zeroReset = Under("Reset", "Zero", Under("Timing", "Immediate", ResetsTo("Mem", None)))
