/// Exact gradients of spike times, as in docs/eventprop.md, which has this code.
module Tutorials.FSharp.ExactGradients

open System.Collections.Generic

open Neurons.Networks

/// The share of points of the Yin-Yang that are right after some epochs.
let run count epochs =
    let data = YinYang.Load(count, 42UL)

    let points = [|
        for i in 0 .. count - 1 ->
            TimedSpike.Of(data.Sample i, first = 0.01, last = 0.04, bias = 0.02) :> IReadOnlyList<_>
    |]

    let labels = data.Labels.ToArray()
    let batches = Array.zip (Array.chunkBySize 50 points) (Array.chunkBySize 50 labels)

    let network =
        EventPropNetwork(
            1UL,
            ExactLifOptions(5, 120, TauSyn = 0.005, Weights = Initializers.Normal(1.5, 0.78)),
            ExactLifOptions(120, 3, TauSyn = 0.005, Weights = Initializers.Normal(0.93, 0.1))
        )

    let loss = Loss.SpikeTimeCrossEntropy(scale = 0.0005, early = 0.003, earlyScale = 0.0064)
    let adam = Adam 0.005

    for _ in 1..epochs do
        for spikes, labels in batches do
            let run = network.Forward(spikes, duration = 0.07)
            let struct (_, gradient) = loss.Evaluate(run.FirstSpikes, labels)
            adam.Step(run.Pullback(EventPropGradient(FirstSpikes = gradient)))

    let answers = loss.Classes(network.Forward(points, 0.07).FirstSpikes)
    Seq.map2 (fun answer label -> if answer = label then 1.0 else 0.0) answers labels |> Seq.average
