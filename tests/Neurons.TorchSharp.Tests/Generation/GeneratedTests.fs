/// What is generated is what the models say. With NEURONS_GENERATE=1 in the environment it is written instead.
module Neurons.Tests.Generation.GeneratedTests

open System
open System.IO
open Expecto
open Neurons

let private folder (path: string) = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "../../..", path))

let private models = Array.append Models.all Models.synapses

/// The files of a folder are those and no others.
let private check (path: string) (pattern: string) (expected: (string * string)[]) =
    let folder = folder path
    let files = Map.ofArray expected

    if Environment.GetEnvironmentVariable "NEURONS_GENERATE" = "1" then
        for file in Directory.GetFiles(folder, pattern) do
            File.Delete file

        for KeyValue(name, text) in files do
            File.WriteAllText(Path.Combine(folder, name), text)

    let found =
        Directory.GetFiles(folder, pattern)
        |> Array.map (fun file -> Path.GetFileName file, File.ReadAllText file)
        |> Map.ofArray

    Expect.equal (Map.keys found |> List.ofSeq) (Map.keys files |> List.ofSeq) "the files"

    for KeyValue(name, text) in files do
        Expect.equal found[name] text name

let private ofEach (extension: string) (source: ModelEntry -> string) =
    models |> Array.map (fun entry -> entry.Name + extension, source entry)

let tests =
    testList "generated" [
        test "The modules are those of the models" {
            check "src/Neurons.TorchSharp/Generated" "*.cs" (ofEach ".cs" ModuleSource.ofModel)
        }

        test "The functions are those of the models" {
            check "src/Neurons.TorchSharp.FSharp/Generated" "*.fs" (ofEach ".fs" FunctionSource.ofModel)
        }

        test "The functions are called by the same lines for both kinds of tensors" {
            check "tests/Neurons.TorchSharp.Tests/Functions" "On*.fs" [|
                "OnTensors.fs", FunctionSource.onTensors models
                "OnTorch.fs", FunctionSource.onTorch models
            |]
        }
    ]
