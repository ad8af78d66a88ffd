namespace Neurons.Learning

open System

/// A learning rate that changes, as a function of the number n of epochs (or updates) done and of the rate it starts from.
/// Each is that of PyTorch's scheduler of this name.
[<RequireQualifiedAccess>]
type Schedule =
    /// The rate that it starts from.
    | Constant
    /// Times γ after every `size` epochs.
    | Step of size: int64 * gamma: float
    /// Times γ after every epoch.
    | Exponential of gamma: float
    /// Half a cosine from the start to the least rate at n = `length`; after that it rises again.
    | Cosine of length: int64 * least: float
    /// From `factor` times the rate, at n = 0, linearly to the rate itself, at n = `length`, where it stays.
    | Warmup of length: int64 * factor: float
    /// One schedule for `length` epochs, then another, which begins at its own 0.
    | Sequence of first: Schedule * length: int64 * next: Schedule

[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Schedule =
    let rec check (schedule: Schedule) =
        let require name value allowed holds =
            if not holds then
                raise (
                    ArgumentOutOfRangeException(
                        name,
                        value,
                        $"Schedule: %s{name} is %s{string value}; it must be %s{allowed}."
                    )
                )

        let length name (value: int64) = require name value "at least 1" (value >= 1L)
        let factor name (value: float) = require name value "in (0, 1]" (value > 0.0 && value <= 1.0)

        match schedule with
        | Schedule.Constant -> ()
        | Schedule.Step(size, gamma) ->
            length "size" size
            factor "gamma" gamma
        | Schedule.Exponential gamma -> factor "gamma" gamma
        | Schedule.Cosine(over, least) ->
            length "length" over
            require "least" least "≥ 0 and finite" (Double.IsFinite least && least >= 0.0)
        | Schedule.Warmup(over, start) ->
            length "length" over
            require "factor" start "in [0, 1]" (start >= 0.0 && start <= 1.0)
        | Schedule.Sequence(first, over, next) ->
            length "length" over
            check first
            check next

    /// The learning rate after n epochs (or updates), n ≥ 0.
    let rec rate (schedule: Schedule) (start: float) (n: int64) : float =
        if n < 0L then
            raise (ArgumentOutOfRangeException("n", n, $"Schedule: n is %d{n}; it must be ≥ 0."))

        match schedule with
        | Schedule.Constant -> start
        | Schedule.Step(size, gamma) -> start * Math.Pow(gamma, float (n / size))
        | Schedule.Exponential gamma -> start * Math.Pow(gamma, float n)
        | Schedule.Cosine(length, least) ->
            least + (start - least) * (1.0 + cos (Math.PI * float n / float length)) / 2.0
        | Schedule.Warmup(length, factor) -> start * (factor + (1.0 - factor) * float (min n length) / float length)
        | Schedule.Sequence(first, length, next) ->
            if n < length then rate first start n else rate next start (n - length)
