/// The F# of docs/plots.md, compiled and run.
module Neurons.Properties.Plots.PlotsGuide

open System
open System.IO
open System.Numerics.Tensors
open System.Xml.Linq

open Expecto
open Neurons.Testing

open Neurons
open Neurons.Plots

let private snippets (v: Tensor<float>, i: Tensor<float>, spikes: Tensor<float>) (losses: float[], others: float[]) =
    Plot.Raster(spikes, TimeStep.Milliseconds 1.0).Save "raster.svg"
    Plot.Trace(readOnlyDict [ "V", v; "I", i ]).WithTitle("Two states").Save "trace.svg"
    Plot.Curves("epoch", "loss", Curve("training", losses), Curve("test", others)).Save "loss.svg"
    Plot.HeatMap(Values.Of(Tensor.Transpose v), "V").Save "potentials.svg"

[<Tests>]
let tests =
    testList "Neurons.Properties.Plots.PlotsGuide" [
        testCase "Every line of the guide's F# is in this file" (fun () ->
            Guide.isCompiled
                (Path.Combine(__SOURCE_DIRECTORY__, "../../docs/plots.md"))
                (Path.Combine(__SOURCE_DIRECTORY__, __SOURCE_FILE__)))

        // It changes the folder of the process, so it runs alone.
        testSequenced (
            testCase "Records of F# are drawn in a line" (fun () ->
                let lif = CubaLif.create<float> CubaLif.options
                let p = CubaLif.parameters
                let xs = Tensor.Create([| for t in 0..199 -> float (t % 7) |], ReadOnlySpan [| 100n; 2n |])
                let start = lif.Initial(p, [| 2 |])
                let struct (recorded, _) = lif.Record [ StateOver "V"; StateOver "I"; Outputs ] p start xs
                let folder = Directory.CreateTempSubdirectory "neurons-plots-"
                let before = Directory.GetCurrentDirectory()

                try
                    Directory.SetCurrentDirectory folder.FullName
                    snippets (recorded[0], recorded[1], recorded[2]) ([| 1.0; 0.5 |], [| 1.1; 0.7 |])

                    let texts file = [
                        for text in XDocument.Load(Path.Combine(folder.FullName, file)).Descendants() do
                            if text.Name.LocalName = "text" then
                                text.Value
                    ]

                    Expect.contains (texts "raster.svg") "time (ms)" "the axis"
                    Expect.contains (texts "trace.svg") "Two states" "the title"
                    Expect.contains (texts "loss.svg") "test" "the legend"
                finally
                    Directory.SetCurrentDirectory before
                    folder.Delete true)
        )
    ]
