/// One layer of neurons classifies digits that come as spikes. Follows SpikingJelly's first training.
module Tutorials.FSharp.SingleLayer

open System
open System.Numerics.Tensors
open System.Threading.Tasks

open Neurons
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// The share of test digits that are named right.
    Accuracy: float
    /// The rates of the ten outputs for the first test digit.
    Rates: float[]
    /// Which digit that is.
    Digit: int
}

let run figures (seed: uint64) epochs =
    let struct (training, test) = Digits.Load().Split(0.8, seed)

    // Ten neurons, τ = 2 steps, without a bias; the one that fires most often is the answer.
    let network = Sequential(seed, Linear(64, 10, bias = false), LifBox(10, LifBoxOptions.SpikingjellyLif))

    // Pixels are spikes, drawn anew in each epoch. The right neuron shall fire in every step, and the others never.
    let loss = Loss.CountSquaredError(correctRate = 1.0, incorrectRate = 0.0)

    let trainer =
        Trainer(network, loss, Adam 1e-2, TimeSteps = 50, BatchSize = 64, Encoding = InputEncoding.Rate())

    for epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable() do
        if epoch.Number % 5 = 0 then
            printfn "epoch %d: loss %.3f, test accuracy %.1f %%" epoch.Number epoch.Loss (100.0 * epoch.Test.Accuracy)

    // The rates of the ten neurons for one digit.
    let digit = Tensor.Create(test.Sample(0).ToArray(), ReadOnlySpan [| 1n; 64n |])
    let spikes = network.Predict(Encode.Rate(digit, 50, seed))

    let rates =
        Array.init 10 (fun k ->
            Seq.average (seq { for t in 0..49 -> float spikes[ReadOnlySpan [| nativeint t; 0n; nativeint k |]] }))

    let label = test.Labels[0]

    printfn
        "a %d makes neuron %d fire in %.0f %% of the steps"
        label
        (Array.IndexOf(rates, Array.max rates))
        (100.0 * Array.max rates)

    // What each of them has learnt to look for.
    let weights = network.Parameters[0].Value |> Seq.chunkBySize 64

    let picture k (w: float32[]) =
        let image = Tensor.Create(w, ReadOnlySpan [| 8n; 8n |])
        Panel($"{k}").Image(image, struct (-1.2, 1.2), ColorMap.Diverging)

    Figure("The weights of the ten neurons, from −1.2 to 1.2", Seq.mapi picture weights, Columns = 5).Save
        $"{figures}/single-layer.svg"

    Plot.Raster(spikes).WithTitle($"The ten neurons, shown a {label}").Save $"{figures}/single-layer-spikes.svg"
    let accuracy = trainer.Evaluate(test).Accuracy
    printfn "test accuracy %.1f %%" (100.0 * accuracy)
    { Accuracy = accuracy; Rates = rates; Digit = label }
