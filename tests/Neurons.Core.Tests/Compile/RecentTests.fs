module Neurons.Core.Tests.Compile.RecentTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Compile

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Compile.RecentTests" [
        testCase "The last values asked for are kept, and of all others no more than as many again" (fun () ->
            let recent = Recent<int, obj> 10
            let made = Array.init 1000 (fun key -> recent.GetOrAdd(key, (fun _ -> obj ())))
            Expect.isInRange recent.Count (10, 20) "values that are kept"

            for key in 990..999 do
                let found = recent.GetOrAdd(key, (fun _ -> failwith "made twice"))
                Expect.same found made[key] $"the value of {key}")

        testCase "A value that is asked for again and again is made once" (fun () ->
            let recent = Recent<int, obj> 10
            let first = recent.GetOrAdd(-1, (fun _ -> obj ()))

            for key in 0..999 do
                recent.GetOrAdd(key, (fun _ -> obj ())) |> ignore
                let found = recent.GetOrAdd(-1, (fun _ -> failwith "made twice"))
                Expect.same found first "the value asked for again and again")

        // What measures the memory of the process runs alone: other tests would be counted.
        testSequenced (
            testCase "Distinct values of an option do not fill the memory"
            <| fun () ->
                let model = Models.find "CubaLif"

                let tryValues first =
                    for k in first .. first + 2999 do
                        let options = Collections.Generic.Dictionary(dict [ "Dt", string (1e-4 * float k) ])
                        model.Create("", options).Definition |> ignore

                    GC.Collect()
                    GC.GetTotalMemory true

                let before = tryValues 1
                let grown = tryValues 10001 - before
                // a neuron with its program is 5 kB at least
                Expect.isLessThan grown (3000L * 1000L) "bytes for 3000 values of dt"
        )
    ]
