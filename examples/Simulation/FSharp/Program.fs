/// Runs one of the networks, says what it does and draws it: dotnet run cuba|coba [seed]
module Simulations.FSharp.Program

open Neurons.Plots

[<EntryPoint>]
let main arguments =
    let name = if arguments.Length > 0 then arguments[0] else "cuba"
    let seed = if arguments.Length > 1 then uint64 arguments[1] else 1UL

    let trains =
        match name with
        | "cuba" -> Cuba.run seed
        | "coba" -> Coba.run seed
        | other -> invalidArg "name" $"There is no network {other}; there are cuba and coba."

    for one in trains do
        let found = one.Statistics(bin = 5.0)

        printfn
            "%s: %.2f Hz, CV %.2f, correlation %.4f"
            one.Name
            found.Rate
            found.IntervalVariation
            found.CountCorrelation

    Plot.Activity(trains, title = name).Save $"{name}.svg"
    0
