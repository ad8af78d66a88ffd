/// Recurrent neurons classify by the potentials that classes shall have. Follows the second of snnTorch's tutorials on regression.
module Tutorials.FSharp.Recurrent

open System
open System.Numerics.Tensors
open System.Threading.Tasks

open Neurons
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// The share of test digits that are named right.
    Accuracy: float
    /// The mean potentials of the ten outputs for the first test digit.
    Potentials: float[]
    /// Which digit that is.
    Digit: int
}

let run figures (seed: uint64) epochs =
    let struct (training, test) = Digits.Load().Split(0.8, seed)

    // Each hidden neuron hears all of them one step later; the outputs never fire.
    let last = LeakyOptions(Reset = MembraneReset.None)

    let network =
        Sequential(seed, Linear(64, 100), Feedback(Leaky 100), Linear(100, 10), Leaky(10, last, Output = "Mem"))

    // In every step, the potential of the right class shall be 1.05 and that of the others 0.2.
    let loss = Loss.MembraneSquaredError(onTarget = 1.05, offTarget = 0.2)
    let trainer = Trainer(network, loss, Adam 2e-3, TimeSteps = 25, BatchSize = 64)

    for epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable() do
        if epoch.Number % 5 = 0 then
            printfn "epoch %d: loss %.3f, test accuracy %.1f %%" epoch.Number epoch.Loss (100.0 * epoch.Test.Accuracy)

    let potentials =
        network.Predict(Tensor.Create(test.Sample(0).ToArray(), ReadOnlySpan [| 1n; 64n |]), 25)

    let label = test.Labels[0]

    Plot.Trace(potentials).WithTitle($"The potentials of the ten outputs, shown a {label}").Save
        $"{figures}/recurrent.svg"

    let means =
        Array.init 10 (fun k ->
            Seq.average (seq { for t in 0..24 -> float potentials[ReadOnlySpan [| nativeint t; 0n; nativeint k |]] }))

    let accuracy = trainer.Evaluate(test).Accuracy
    printfn "a %d has the potential %.2f; test accuracy %.1f %%" label means[label] (100.0 * accuracy)
    { Accuracy = accuracy; Potentials = means; Digit = label }
