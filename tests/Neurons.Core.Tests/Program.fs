module Neurons.Core.Tests.Program

/// The tests run in the test host. As a program of its own, under other settings of the runtime, it prints the bits of a run.
[<EntryPoint>]
let main arguments =
    match arguments with
    | [| "digest" |] ->
        System.Console.Out.WriteLine(Compile.OpByOpTests.digest ())
        0
    | _ -> 2
