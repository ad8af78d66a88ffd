/// The modules are what the models say. With NEURONS_GENERATE=1 in the environment they are written instead.
module Neurons.Tests.Generation.GeneratedTests

open System
open System.IO
open Expecto
open Neurons

let private folder =
    Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "../../../src/Neurons.TorchSharp/Generated"))

let private files =
    lazy
        (Array.append Models.all Models.synapses
         |> Array.map (fun entry -> entry.Name + ".cs", ModuleSource.ofModel entry)
         |> Map.ofArray)

let tests =
    testList "generated modules" [
        test "The modules are those of the models" {
            if Environment.GetEnvironmentVariable "NEURONS_GENERATE" = "1" then
                for file in Directory.GetFiles(folder, "*.cs") do
                    File.Delete file

                for KeyValue(name, text) in files.Value do
                    File.WriteAllText(Path.Combine(folder, name), text)

            let found =
                Directory.GetFiles(folder, "*.cs")
                |> Array.map (fun file -> Path.GetFileName file, File.ReadAllText file)
                |> Map.ofArray

            Expect.equal (Map.keys found |> List.ofSeq) (Map.keys files.Value |> List.ofSeq) "one file for each model"

            for KeyValue(name, text) in files.Value do
                Expect.equal found[name] text name
        }
    ]
