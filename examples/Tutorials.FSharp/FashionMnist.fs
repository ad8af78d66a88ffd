/// A convolutional network on images in the format of MNIST. Follows SpikingJelly's tutorial on Fashion-MNIST.
module Tutorials.FSharp.FashionMnist

open System
open System.Threading.Tasks

open Neurons
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// The share of test images that are named right.
    Accuracy: float
}

/// Where Debian's package dataset-fashion-mnist has the data.
let debian = "/usr/share/datasets/fashion-mnist"

let private network seed =
    let options = IafOptions.SpikingjellyIf

    // The first convolution and its neurons turn grey levels into spikes: there is no other encoding.
    Sequential(
        seed,
        Input(1, 28, 28),
        Conv2d(1, 16, 3, padding = 1, bias = false),
        BatchNorm 16,
        Iaf options,
        MaxPool2d 2,
        Conv2d(16, 32, 3, padding = 1, bias = false),
        BatchNorm 32,
        Iaf options,
        MaxPool2d 2,
        Flatten(),
        Linear(32 * 7 * 7, 128, bias = false),
        Iaf options,
        Linear(128, 10, bias = false),
        Iaf options
    )

let run figures folder seed samples epochs =
    if not (Mnist.IsIn folder) then
        printfn
            "there is no data in %s: apt-get install dataset-fashion-mnist, or any other folder in MNIST's format"
            folder

        None
    else
        // A part of the training images, so that it takes seconds.
        let images = Mnist.Load(folder, ImageShape.Channel) // [1; 28; 28]
        let training = images.Training.Take(ReadOnlySpan [| 0 .. min samples images.Training.Count - 1 |])
        let trainer = Trainer(network seed, Loss.CountSquaredError(), Adam 2e-3, TimeSteps = 4, BatchSize = 64)

        let epochs = [
            for epoch in trainer.TrainAsync(training, epochs, images.Test).ToBlockingEnumerable() do
                let accuracy = 100.0 * epoch.Test.Accuracy

                printfn
                    "epoch %d: test accuracy %.1f %%, %.0f images a second"
                    epoch.Number
                    accuracy
                    epoch.SamplesPerSecond

                epoch
        ]

        Plot.Training(epochs).Save $"{figures}/fashion-mnist.svg"
        Some { Accuracy = (List.last epochs).Test.Accuracy }
