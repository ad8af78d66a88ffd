namespace Neurons.Core.Tests.Compile

open Xunit

/// What measures the memory of the process runs alone: other tests would be counted.
[<CollectionDefinition("The memory of the process", DisableParallelization = true)>]
type MemoryCollection() = class end

[<Collection("The memory of the process")>]
module RecentTests =
    open System
    open Neurons
    open Neurons.Compile

    [<Fact>]
    let ``The last values asked for are kept, and of all others no more than as many again`` () =
        let recent = Recent<int, obj> 10
        let made = Array.init 1000 (fun key -> recent.GetOrAdd(key, (fun _ -> obj ())))
        Assert.InRange(recent.Count, 10, 20)

        for key in 990..999 do
            Assert.Same(made[key], recent.GetOrAdd(key, (fun _ -> failwith "made twice")))

    [<Fact>]
    let ``A value that is asked for again and again is made once`` () =
        let recent = Recent<int, obj> 10
        let first = recent.GetOrAdd(-1, (fun _ -> obj ()))

        for key in 0..999 do
            recent.GetOrAdd(key, (fun _ -> obj ())) |> ignore
            Assert.Same(first, recent.GetOrAdd(-1, (fun _ -> failwith "made twice")))

    [<Fact>]
    let ``Distinct values of an option do not fill the memory`` () =
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
        Assert.True(grown < 3000L * 1000L, $"{grown} bytes for 3000 values of dt")
