/// A network stores a value, and recalls it when it is told to. Follows Norse's memory task.
module Tutorials.FSharp.Memory

open System
open System.Numerics.Tensors
open System.Threading.Tasks

open Neurons
open Neurons.Networks
open Neurons.Plots
open Neurons.Primitives

type Result = {
    /// The share of values that are recalled by neurons whose threshold adapts.
    Accuracy: float
    /// The same of neurons whose threshold is fixed.
    WithoutAdaptation: float
}

let private periods, private periodSteps, private group = 8, 10, 5
let private steps = periods * periodSteps

/// In each period one of two groups of neurons fires, for 0 or 1; a third group says when to store, a fourth, later, when to recall.
let private tasks samples (seed: uint64) =
    let random = RandomStream(seed, 0u)
    let spikes = Array.zeroCreate<float32> (samples * steps * 4 * group)
    let values = Array.create (samples * steps) nanf

    for i in 0 .. samples - 1 do
        let store = random.NextInt(periods - 2)
        let recall = store + 1 + random.NextInt(periods - 1 - store)
        let mutable value = 0

        for period in 0 .. periods - 1 do
            let shown = random.NextInt 2

            if period = store then
                value <- shown

            for t in period * periodSteps .. (period + 1) * periodSteps - 1 do
                if period = recall then
                    values[i * steps + t] <- float32 value

                for n in 0 .. 4 * group - 1 do
                    let fires =
                        if period = recall then
                            n / group = 3
                        else
                            n / group = shown || n / group = 2 && period = store

                    if random.NextDouble() < 0.5 && fires then
                        spikes[(i * steps + t) * 4 * group + n] <- 1.0f

    Tensor.Create(spikes, ReadOnlySpan [| nativeint samples; nativeint steps; nativeint (4 * group) |]),
    Tensor.Create(values, ReadOnlySpan [| nativeint samples; nativeint steps; 1n |])

let run figures (seed: uint64) samples epochs =
    let spikes, values = tasks samples seed
    let struct (training, test) = SequenceData.Of(spikes, values).Split(0.8, seed)

    let recalled (adaptation: float) =
        // A spike raises a neuron's threshold by beta, for about 400 steps: that is where a value can stay.
        let options = LsnnOptions(TauMemInv = 100.0, TauSynInv = 500.0, TauAdaptInv = 2.5, Beta = adaptation)

        let network =
            Sequential(seed, Linear(4 * group, 60), Feedback(Lsnn(60, options)), Linear(60, 2), LeakyIntegrator 2)

        // Asked is in the period of the recall alone; all other steps have no target.
        let trainer = Trainer(network, Loss.MaskedCrossEntropy(), Adam 5e-3, BatchSize = 40)

        for epoch in trainer.TrainAsync(training, epochs).ToBlockingEnumerable() do
            if epoch.Number % 10 = 0 then
                printfn "epoch %d: loss %.3f, accuracy %.1f %%" epoch.Number epoch.Loss (100.0 * epoch.Accuracy)

        trainer.Evaluate(test).Accuracy

    let result = { Accuracy = recalled 1.8; WithoutAdaptation = recalled 0.0 }

    let first =
        Tensor.Create(test.Sample(0).ToArray(), ReadOnlySpan [| nativeint steps; 1n; nativeint (4 * group) |])

    Plot.Raster(first).WithTitle("One task: 0, 1, store and recall, five neurons each, from below").Save
        $"{figures}/memory.svg"

    printfn "recalled: %.1f %%, without adaptation %.1f %%" (100.0 * result.Accuracy) (100.0 * result.WithoutAdaptation)

    result
