/// `dotnet run -c Release --project examples/Tutorials.FSharp -- lif`; docs/tutorials has a page for each.
module Tutorials.FSharp.Program

open System.Diagnostics
open System.IO

let private tutorials: (string * (string -> unit)) list = [
    "encoding", (fun figures -> Encoding.run figures 1UL |> ignore)
    "lif", (Lif.run >> ignore)
    "second-order", (SecondOrder.run >> ignore)
    "feedforward", (fun figures -> Feedforward.run figures 1UL |> ignore)
    "training", (fun figures -> Training.run figures 1UL 20 |> ignore)
    "single-layer", (fun figures -> SingleLayer.run figures 1UL 20 |> ignore)
    "functional", (fun figures -> Functional.run figures 1 15 |> ignore)
    "convolution", (fun figures -> Convolution.run figures 1UL 12 |> ignore)
    "fashion-mnist", (fun figures -> FashionMnist.run figures FashionMnist.debian 1UL 10_000 2 |> ignore)
    "events", (fun figures -> Events.run figures 1 100 10 |> ignore)
    "regression", (fun figures -> Regression.run figures 1UL 120 |> ignore)
    "recurrent", (fun figures -> Recurrent.run figures 1UL 20 |> ignore)
    "memory", (fun figures -> Memory.run figures 1UL 800 40 |> ignore)
]

let private run figures (name, tutorial) =
    let watch = Stopwatch.StartNew()
    printfn "# %s" name
    tutorial figures
    printfn "%.1f s, figures in %s\n" watch.Elapsed.TotalSeconds figures

[<EntryPoint>]
let main args =
    let names, figures =
        match List.ofArray args |> List.rev with
        | folder :: "--figures" :: names -> names, folder
        | names -> names, "artifacts/tutorials"

    let chosen =
        if names = [ "all" ] then
            tutorials
        else
            tutorials |> List.filter (fun (name, _) -> List.contains name names)

    if chosen.IsEmpty || names <> [ "all" ] && chosen.Length < names.Length then
        eprintfn "usage: all | %s [--figures FOLDER]" (tutorials |> List.map fst |> String.concat " | ")
        2
    else
        Directory.CreateDirectory figures |> ignore
        chosen |> List.iter (run figures)
        0
