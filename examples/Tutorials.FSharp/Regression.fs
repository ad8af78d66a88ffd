/// A membrane potential follows a curve. Follows the first of snnTorch's tutorials on regression.
module Tutorials.FSharp.Regression

open System
open System.Numerics.Tensors
open System.Threading.Tasks

open Neurons
open Neurons.Networks
open Neurons.Plots
open Neurons.Primitives

type Result = {
    /// The mean distance of the potential from curves that it has not seen, before training.
    Before: float
    /// The same after it.
    After: float
}

let private samples, private steps = 200, 50

let private root (data: Dataset) sample = data.Sample(sample).ToArray() |> Array.map (float >> sqrt)

let private answer (network: Network) (data: Dataset) sample =
    let input = Tensor.Create(data.Sample(sample).ToArray(), ReadOnlySpan [| nativeint steps; 1n; 1n |])
    network.Predict input |> Seq.map float |> Array.ofSeq

/// The mean distance of the potential from the curves.
let private distance network (data: Dataset) =
    Seq.init data.Count (fun i ->
        Seq.map2 (fun x v -> abs (x - v)) (root data i) (answer network data i) |> Seq.average)
    |> Seq.average

let run figures (seed: uint64) epochs =
    // What goes in rises along a line, to an end of its own; what shall come out is its root.
    let random = RandomStream(seed, 0u)
    let ends = Array.init samples (fun _ -> random.NextDouble())

    let ramp = [|
        for e in ends do
            for t in 0 .. steps - 1 -> e * float t / float steps
    |]

    let shape = [| nativeint samples; nativeint steps; 1n |]
    let ramps = Tensor.Create(Array.map float32 ramp, ReadOnlySpan shape)
    let roots = Tensor.Create(Array.map (sqrt >> float32) ramp, ReadOnlySpan shape)
    let struct (training, test) = SequenceData.Of(ramps, roots).Split(0.8, seed)

    // The neurons learn how they leak; the last one never fires, and its potential is the answer.
    let hidden = LeakyOptions(Beta = Learnable.Shared 0.9)
    let last = LeakyOptions(Beta = Learnable.Shared 0.9, Reset = MembraneReset.None)

    let network =
        Sequential(seed, Linear(1, 128), Leaky(128, hidden), Linear(128, 1), Leaky(1, last, Output = "Mem"))

    let trainer = Trainer(network, Loss.MeanSquaredError(), Adam 5e-3, BatchSize = 20)
    let before = distance network test

    for epoch in trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable() do
        if epoch.Number % 20 = 0 then
            printfn "epoch %d: loss %.4f, test loss %.4f" epoch.Number epoch.Loss epoch.Test.Loss

    let after = distance network test

    Plot
        .Curves(
            Axis.Whole "step",
            "potential",
            Curve("what it shall be", root test 0),
            Curve("what it is", answer network test 0),
            Curve("another", root test 1),
            Curve("what that is", answer network test 1)
        )
        .WithTitle("Two curves that it has not seen")
        .Save
        $"{figures}/regression.svg"

    printfn "mean distance %.3f before, %.3f after" before after
    { Before = before; After = after }
