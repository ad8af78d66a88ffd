/// Surrogate gradients, and what they do in a convolutional network. Follows snnTorch's tutorial 6.
module Tutorials.FSharp.Convolution

open System.Threading.Tasks

open Neurons
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// The share of test digits that are named right, by surrogate.
    Accuracies: float[]
}

let private network seed surrogate =
    let options = LeakyOptions(Beta = 0.5, Surrogate = surrogate)

    Sequential(
        seed,
        Input(1, 8, 8),
        Conv2d(1, 8, 3, padding = 1),
        Leaky options,
        MaxPool2d 2,
        Conv2d(8, 16, 3, padding = 1),
        Leaky options,
        MaxPool2d 2,
        Flatten(),
        Linear(16 * 2 * 2, 10),
        Leaky options
    )

let run figures (seed: uint64) epochs =
    let struct (training, test) = Digits.Load().Reshape(1, 8, 8).Split(0.8, seed) // a channel of 8 × 8 pixels

    // A spike is a step, whose derivative is 0; each of these stands in for it. The last is what there is without one.
    let surrogates = [ Surrogate.fastSigmoid 25.0; Surrogate.atan 2.0; Surrogate.none ]
    Plot.Surrogate(List.toArray surrogates).Save $"{figures}/convolution-surrogates.svg"

    let accuracies (surrogate: Surrogate) =
        // Cross-entropy of the outputs' spikes in each step; the class that fires most often is the answer.
        let trainer =
            Trainer(network seed surrogate, Loss.RateCrossEntropy(), Adam 1e-2, TimeSteps = 10, BatchSize = 64)

        let tests = [|
            for epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable() -> epoch.Test.Accuracy
        |]

        printfn "%s: test accuracy %.1f %% after %d epochs" surrogate.Name (100.0 * Array.last tests) epochs
        Curve(surrogate.Name, tests), Array.last tests

    let curves, last = surrogates |> List.map accuracies |> List.unzip

    Plot.Curves("epoch", "test accuracy", List.toArray curves).WithTitle("With and without a surrogate").Save
        $"{figures}/convolution.svg"

    { Accuracies = List.toArray last }
