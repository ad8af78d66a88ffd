/// The F# of docs/biophysical.md, compiled and run.
module Neurons.Properties.Models.BiophysicalGuide

open System
open System.IO
open System.Numerics.Tensors

open Expecto
open Neurons.Testing

open Neurons

[<Tests>]
let tests =
    testList "Neurons.Properties.Models.BiophysicalGuide" [
        testCase "Every line of the guide's F# is in this file" (fun () ->
            Guide.isCompiled
                (Path.Combine(__SOURCE_DIRECTORY__, "../../docs/biophysical.md"))
                (Path.Combine(__SOURCE_DIRECTORY__, __SOURCE_FILE__)))

        testCase "An axon fires 68 times in a second at 10 µA/cm²" (fun () ->
            let axon = HodgkinHuxley.create<float> HodgkinHuxley.options
            let current = Tensor.Create([| 10.0 |], ReadOnlySpan [| 1n |])
            let start = axon.Initial(HodgkinHuxley.parameters, [| 1 |])

            let struct (counts, final) =
                axon.SpikeCountsOf HodgkinHuxley.parameters start (Unchanged(100_000, current))

            Expect.equal counts[ReadOnlySpan [| 0n |]] 68.0 "the spikes"
            Expect.equal final.Step 100_000L "the steps")
    ]
