namespace Neurons.Encoders

open System
open System.Globalization
open System.Numerics
open System.Numerics.Tensors
open Neurons.Run

/// How the time of a spike falls with x.
type LatencyCurve =
    /// t = τ ln(x / (x − θ)): the time at which a leaky membrane under the current x reaches θ.
    | Logarithmic
    /// t = τ (1 − x), at most τ (1 − θ).
    | Linear

/// One spike an element, the earlier the larger x is. Source: snnTorch, `spikegen.latency`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Latency =
    type Options = {
        /// The number of steps, T.
        Steps: int
        /// τ, in steps; the linear curve has its own where it is normalized.
        Tau: float
        /// θ, below which all values fire as late as θ; it is rounded as the values are.
        Threshold: float
        /// The step of the earliest possible spike.
        FirstSpike: int
        Curve: LatencyCurve
        /// Whether the times are stretched so that the latest (on the linear curve, that of x = θ = 0) falls on the last step.
        Normalize: bool
        /// Whether values below the threshold do not fire at all.
        Clip: bool
        /// Whether spikes that fall behind the last step are left out; else they are an error.
        Bypass: bool
    }

    /// So many steps; τ 1, θ 0.01, the logarithmic curve.
    let options steps = {
        Steps = steps
        Tau = 1.0
        Threshold = 0.01
        FirstSpike = 0
        Curve = Logarithmic
        Normalize = false
        Clip = false
        Bypass = false
    }

    /// The options as they are for values of a type: θ is rounded as these are.
    let prepared<'T when 'T :> INumberBase<'T>> (o: Options) : Options =
        let threshold = Numbers.rounded<'T> o.Threshold
        let require name value allowed holds = Require.that "Latency" name value allowed holds
        Require.atLeast "Latency" "Steps" 1 o.Steps
        Require.positive "Latency" "Tau" o.Tau

        match o.Curve with
        | Logarithmic -> require "Threshold" o.Threshold "in (0, 1)" (threshold > 0.0 && threshold < 1.0)
        | Linear -> require "Threshold" o.Threshold "in [0, 1]" (threshold >= 0.0 && threshold <= 1.0)

        require
            "FirstSpike"
            o.FirstSpike
            $"in 0 .. Steps − 1 = %d{o.Steps - 1}"
            (o.FirstSpike >= 0 && o.FirstSpike < o.Steps)

        { o with Threshold = threshold }

    let private outside n (x: float) =
        let text = x.ToString("R", CultureInfo.InvariantCulture)
        raise (ArgumentOutOfRangeException("x", x, $"Latency: x is %s{text} at element %d{n}; it must be in [0, 1]."))

    /// The time of the spike on the logarithmic curve, from 0.
    let private logarithmic (o: Options) (x: float) =
        let x = max x (o.Threshold + 1e-7)
        o.Tau * log (x / (x - o.Threshold))

    /// The step of the spike of each x in [0, 1], the nearest to its time, halves to the even; −1 where there is none. The
    /// options are prepared.
    let stepsInto (o: Options) (x: ReadOnlySpan<float>) (into: Span<int>) =
        let first = float o.FirstSpike
        let last = float (o.Steps - 1)
        let linearTau = if o.Normalize then last - first else o.Tau
        let mutable latest = 0.0

        for n in 0 .. x.Length - 1 do
            if not (x[n] >= 0.0 && x[n] <= 1.0) then
                outside n x[n]

            if o.Normalize && o.Curve.IsLogarithmic then
                latest <- max latest (logarithmic o x[n])

        let scale = if latest > 0.0 then (last - first) / latest else 1.0

        for n in 0 .. x.Length - 1 do
            let time =
                match o.Curve with
                | Linear -> min (-linearTau * (x[n] - 1.0)) (-linearTau * (o.Threshold - 1.0)) + first
                | Logarithmic -> logarithmic o x[n] * scale + first

            let t = Math.Round(time, MidpointRounding.ToEven)

            if t > last && not o.Bypass then
                raise (
                    ArgumentException
                        $"Latency: the spike of element %d{n} falls on step %s{string t}; \
                          with Steps = %d{o.Steps} the last one is %d{o.Steps - 1}. Set Normalize, more Steps, or Bypass to leave it out."
                )

            into[n] <- if t > last || (o.Clip && x[n] < o.Threshold) then -1 else int t

    /// The spikes of x in [0, 1], [T; shape of x].
    let encode (o: Options) (x: Tensor<'T>) : Tensor<'T> =
        let o = prepared<'T> o
        Require.given "Latency" "x" x
        let values = Numbers.floats x
        let steps = Array.zeroCreate values.Length
        stepsInto o (ReadOnlySpan values) (steps.AsSpan())
        let shape = Array.append [| nativeint o.Steps |] (Shape.ofTensor x)
        let spikes = Array.zeroCreate (Shape.count shape)

        for n in 0 .. values.Length - 1 do
            if steps[n] >= 0 then
                spikes[steps[n] * values.Length + n] <- 1.0

        Numbers.tensor shape spikes
