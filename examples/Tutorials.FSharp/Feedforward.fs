/// A network of leaky neurons, forward only. Follows snnTorch's tutorial 3.
module Tutorials.FSharp.Feedforward

open System
open System.Numerics.Tensors

open Neurons
open Neurons.Encoders
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// Spikes of the hidden layer.
    Hidden: int
    /// Spikes of the output layer.
    Output: int
    /// The share of output spikes that are the same layer by layer and as a network.
    Agreement: float
}

/// x Wᵀ + b, of all steps at once.
let private apply (layer: Linear) (x: Tensor<float32>) =
    let y =
        Tensor.CreateFromShape<float32>(ReadOnlySpan [| x.Lengths[0]; x.Lengths[1]; nativeint layer.Outputs |])

    layer.Forward(layer.Weight.Value, layer.Bias.Value, x, y)
    y

let run figures seed =
    // A digit as 100 steps of spikes: time, batch, features.
    let digit = Tensor.Create(Digits.Load().Sample(0).ToArray(), ReadOnlySpan [| 1n; 64n |])
    let input = Rate.encode (RandomKey.create seed 0u) (Unchanged(100, digit)) // [100; 1; 64]

    // 64 pixels, 100 hidden neurons, 10 outputs, with the first weights of this seed.
    let fc1 = Linear(64, 100, weights = KaimingNormalInitializer())
    let fc2 = Linear(100, 10, weights = KaimingNormalInitializer())
    let options = LeakyOptions(Beta = 0.8)
    let network = Sequential(seed, fc1, Leaky(100, options), fc2, Leaky(10, options))
    let output = network.Predict input // [100; 1; 10]
    printfn "%s" (network.Summary())

    // The same by hand: all steps of a layer, then the next. The neuron is a function of its parameters, its state and its input.
    let leaky = Leaky.create<float32> Leaky.options
    let p = { Leaky.parameters with Beta = Shared 0.8 }
    let struct (hidden, _) = input |> apply fc1 |> leaky.Integral p (leaky.Initial(p, [| 1; 100 |]))
    let struct (byHand, _) = hidden |> apply fc2 |> leaky.Integral p (leaky.Initial(p, [| 1; 10 |]))

    let agreement = Seq.map2 (fun x y -> if x = y then 1.0 else 0.0) byHand output |> Seq.average
    let inside, outside = int (Seq.sum hidden), int (Seq.sum output)

    printfn
        "%g spikes go in, %d are fired inside, %d come out; %.1f %% the same by hand"
        (Seq.sum input)
        inside
        outside
        (100.0 * agreement)

    Plot
        .Stack(
            "A digit on its way through a network",
            Plot.Raster(input).WithTitle "input",
            Plot.Raster(hidden).WithTitle "hidden",
            Plot.Raster(output).WithTitle "output"
        )
        .Save
        $"{figures}/feedforward.svg"

    { Hidden = inside; Output = outside; Agreement = agreement }
