/// Spike encoding: an image as rates and as times, a signal as its changes. Follows snnTorch's tutorial 1.
module Tutorials.FSharp.Encoding

open System
open System.Numerics.Tensors

open Neurons
open Neurons.Encoders
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// The largest distance of a pixel's rate over 1000 steps from its grey level.
    RateError: float
    /// The step of each pixel's spike in the latency code; −1 for none.
    SpikeTimes: int[]
    /// The changes of the signal, −1, 0 or 1 a step.
    Changes: float32[]
}

let private numbers (tensor: Tensor<float32>) = Seq.toArray tensor

let run figures seed =
    // A digit: 8 × 8 grey levels from 0 to 1.
    let pixels = Digits.Load().Sample(0).ToArray()
    let digit = Tensor.Create(pixels, ReadOnlySpan [| 64n |])

    // The brighter, the more often: in each step a spike with the probability of the grey level.
    let key = RandomKey.create seed 0u
    let rate = Rate.encode key (Unchanged(1000, digit)) // [1000; 64]

    // The brighter, the earlier: one spike a pixel, none where it is black.
    let latency =
        digit
        |> Latency.encode {
            Latency.options 50 with
                Curve = LatencyCurve.Linear
                Normalize = true
                Clip = true
        }

    // What has changed: a spike where a signal rises by the threshold within a step, a negative one where it falls.
    let signal = Array.init 100 (fun t -> MathF.Sin(float32 t * MathF.PI / 25f))

    let changes =
        Tensor.Create(signal, ReadOnlySpan [| 100n; 1n |])
        |> Delta.encode { Delta.options with OffSpikes = true }

    let ofPixel pixel (spikes: Tensor<float32>) =
        numbers spikes |> Array.indexed |> Array.filter (fun (i, _) -> i % 64 = pixel) |> Array.map snd

    let error =
        Seq.max (seq { for i in 0..63 -> abs (float (Array.sum (ofPixel i rate)) / 1000.0 - float pixels[i]) })

    let times = [| for i in 0..63 -> ofPixel i latency |> Array.tryFindIndex ((=) 1f) |> Option.defaultValue -1 |]
    let fired = times |> Array.filter (fun t -> t >= 0)
    let count sign = numbers changes |> Array.filter ((=) sign) |> Array.length
    printfn "rate: a pixel fires at its grey level, to within %.3f after 1000 steps" error
    printfn "latency: %d pixels fire once, the brightest in step %d" fired.Length (Array.min fired)
    printfn "delta: %d rises and %d falls of a sine" (count 1f) (count -1f)

    let first = Rate.encode key (Unchanged(50, digit)) // the same spikes: step t has its own random numbers

    Plot
        .Stack(
            "A digit as spikes: a row for each pixel",
            Plot.Raster(first).WithTitle "rate",
            Plot.Raster(latency).WithTitle "latency"
        )
        .Save
        $"{figures}/encoding.svg"

    let frames = Values.Of(Tensor.Reshape(first, ReadOnlySpan [| 50n; 8n; 8n |]))
    let image = Values.Of(Tensor.Reshape(digit, ReadOnlySpan [| 8n; 8n |]))
    Plot.Animation(frames, image).Save $"{figures}/encoding-rate.svg"

    Plot.Stack("A sine as its changes", Plot.Trace(signal, "signal"), Plot.Trace(changes, "spike")).Save
        $"{figures}/encoding-delta.svg"

    { RateError = error; SpikeTimes = times; Changes = numbers changes }
