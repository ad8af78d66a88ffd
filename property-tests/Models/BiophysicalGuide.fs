/// The F# of docs/biophysical.md, compiled and run.
module Neurons.Properties.Models.BiophysicalGuide

open System
open System.IO
open System.Numerics.Tensors
open System.Text.RegularExpressions

open Expecto
open Neurons.Testing

open Neurons

let private lines (text: string) = text.Split '\n' |> Array.map _.Trim() |> Array.filter (fun line -> line <> "")

[<Tests>]
let tests =
    testList "Neurons.Properties.Models.BiophysicalGuide" [
        testCase "Every line of the guide's F# is in this file" (fun () ->
            let guide = File.ReadAllText(Path.Combine(__SOURCE_DIRECTORY__, "../../docs/biophysical.md"))
            let code = File.ReadAllText(Path.Combine(__SOURCE_DIRECTORY__, __SOURCE_FILE__)) |> lines
            let found = Regex.Matches(guide, "```fsharp\n(.*?)```", RegexOptions.Singleline)
            Expect.isNonEmpty found "snippets"

            for snippet in found do
                for line in lines snippet.Groups[1].Value do
                    Expect.contains code line "the file")

        testCase "An axon fires 68 times in a second at 10 µA/cm²" (fun () ->
            let axon = HodgkinHuxley.create<float> HodgkinHuxley.options
            let current = Tensor.Create([| 10.0 |], ReadOnlySpan [| 1n |])
            let start = axon.Initial(HodgkinHuxley.parameters, [| 1 |])

            let struct (counts, final) =
                axon.SpikeCountsOf HodgkinHuxley.parameters start (Unchanged(100_000, current))

            Expect.equal counts[ReadOnlySpan [| 0n |]] 68.0 "the spikes"
            Expect.equal final.Step 100_000L "the steps")
    ]
