/// Training a fully connected network. Follows snnTorch's tutorial 5.
module Tutorials.FSharp.Training

open System
open System.Numerics.Tensors
open System.Threading.Tasks

open Neurons
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// The share of test digits that are named right before training.
    Before: float
    /// The same after it.
    After: float
}

let run figures (seed: uint64) epochs =
    let struct (training, test) = Digits.Load().Split(0.8, seed)

    // Grey levels are currents, the same in each of 25 steps; the potential of the outputs says which digit it is.
    let options = LeakyOptions(Beta = 0.95)

    let network =
        Sequential(seed, Linear(64, 100), Leaky(100, options), Linear(100, 10), Leaky(10, options, Output = "Mem"))

    // Cross-entropy of the potentials in every step, summed over time.
    let trainer = Trainer(network, Loss.StepCrossEntropy(), Adam 2e-3, TimeSteps = 25, BatchSize = 64)
    let before = trainer.Evaluate(test).Accuracy

    let epochs = [
        for epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable() do
            if epoch.Number % 5 = 0 then
                printfn
                    "epoch %d: loss %.2f, test accuracy %.1f %%"
                    epoch.Number
                    epoch.Loss
                    (100.0 * epoch.Test.Accuracy)

            epoch
    ]

    // Which digits are taken for which: the right one's row, the answer's column.
    let evaluation = trainer.Evaluate test

    Plot.Training(epochs).Save $"{figures}/training.svg"

    Plot.HeatMap(evaluation.Confusion, "test digits", "answer", "digit").WithTitle("Which is taken for which").Save
        $"{figures}/training-confusion.svg"

    Plot.Network(network, Tensor.Create(test.Sample(0).ToArray(), ReadOnlySpan [| 1n; 64n |]), 25).Save
        $"{figures}/training-network.svg"

    printfn "test accuracy %.1f %% before, %.1f %% after" (100.0 * before) (100.0 * evaluation.Accuracy)
    { Before = before; After = evaluation.Accuracy }
