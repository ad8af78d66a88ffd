/// Recorded runs of other libraries, replayed by the torch modules.
module Neurons.Tests.Verify.GoldenTests

open System.IO
open System.IO.Compression
open System.Reflection
open Expecto
open global.TorchSharp
open Neurons.Verification
open Neurons.Tests

let private recordings =
    lazy
        (use archive = new ZipArchive(Assembly.GetExecutingAssembly().GetManifestResourceStream "golden.zip")

         [
             for entry in archive.Entries do
                 use reader = new StreamReader(entry.Open())
                 entry.Name, reader.ReadToEnd()
         ])

let private read (text: string) =
    let file = Path.GetTempFileName()

    try
        File.WriteAllText(file, text)
        GoldenReader.Read(JsonRecord.Read file)
    finally
        File.Delete file

let private replay path kind (text: string) =
    let golden = read text
    let bound, reason = BoundCase.Create golden
    Expect.isNotNull bound reason
    Expect.isEmpty bound.Golden.UpstreamStates "the loss is of the output and of the last state"
    let engine: IEngine = TorchEngine(path, kind)
    let comparison = Comparison.Of(bound, engine.Run bound, engine.Precision)
    Expect.isTrue comparison.Passed comparison.Detail

let tests =
    testList "recordings" [
        test "There are recordings to replay" { Expect.isGreaterThan recordings.Value.Length 60 "recordings" }

        for path in [ Fused; Operations ] do
            for kind in [ torch.float32; torch.float64 ] do
                for name, text in recordings.Value do
                    test $"{name} is replayed in {kind} by {path}" { replay path kind text }
    ]
