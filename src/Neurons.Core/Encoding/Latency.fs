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
        /// θ, below which all values fire as late as θ.
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

    let private check (o: Options) =
        let require name value allowed holds = Require.that "Latency" name value allowed holds
        Require.atLeast "Latency" "Steps" 1 o.Steps
        Require.positive "Latency" "Tau" o.Tau

        match o.Curve with
        | Logarithmic -> require "Threshold" o.Threshold "in (0, 1)" (o.Threshold > 0.0 && o.Threshold < 1.0)
        | Linear -> require "Threshold" o.Threshold "in [0, 1]" (o.Threshold >= 0.0 && o.Threshold <= 1.0)

        require
            "FirstSpike"
            o.FirstSpike
            $"in 0 .. Steps − 1 = {o.Steps - 1}"
            (o.FirstSpike >= 0 && o.FirstSpike < o.Steps)

    /// The time of each spike in steps, not rounded.
    let private times (o: Options) (x: float[]) =
        let first = float o.FirstSpike

        match o.Curve with
        | Linear ->
            let tau = if o.Normalize then float (o.Steps - 1) - first else o.Tau
            x |> Array.map (fun x -> min (-tau * (x - 1.0)) (-tau * (o.Threshold - 1.0)) + first)
        | Logarithmic ->
            let after =
                x
                |> Array.map (fun x ->
                    let x = max x (o.Threshold + 1e-7)
                    o.Tau * log (x / (x - o.Threshold)))

            let scale =
                if o.Normalize && after.Length > 0 then
                    (float (o.Steps - 1) - first) / Array.max after
                else
                    1.0

            after |> Array.map (fun t -> t * scale + first)

    /// The spikes of x in [0, 1], [T; shape of x]. A spike stands at its time, rounded to the nearest step, halves to the even.
    let encode (o: Options) (x: Tensor<'T>) : Tensor<'T> =
        check o
        let values = Numbers.floats x

        match values |> Array.tryFindIndex (fun x -> not (x >= 0.0 && x <= 1.0)) with
        | Some n ->
            let text = values[n].ToString("R", CultureInfo.InvariantCulture)

            raise (
                ArgumentOutOfRangeException(
                    "x",
                    values[n],
                    $"Latency: x is {text} at element {n}; it must be in [0, 1]."
                )
            )
        | None -> ()

        let shape = Array.append [| nativeint o.Steps |] (Shape.ofTensor x)
        let spikes = Array.zeroCreate (Shape.count shape)
        let times = times o values

        for n in 0 .. values.Length - 1 do
            let t = Math.Round(times[n], MidpointRounding.ToEven)

            if t <= float (o.Steps - 1) then
                if not (o.Clip && values[n] < o.Threshold) then
                    spikes[int t * values.Length + n] <- 1.0
            elif not o.Bypass then
                raise (
                    ArgumentException
                        $"Latency: the spike of element {n} falls on step {t}; with Steps = {o.Steps} the last one is {o.Steps - 1}. Set Normalize, more Steps, or Bypass to leave it out."
                )

        Numbers.tensor shape spikes
