/// Runs one of the networks, says what it does and draws it: dotnet run cuba|coba [seed] [neurons]
module Simulations.FSharp.Program

open Neurons.Plots

[<EntryPoint>]
let main arguments =
    let name = if arguments.Length > 0 then arguments[0] else "cuba"
    let seed = if arguments.Length > 1 then uint64 arguments[1] else 1UL
    let size = if arguments.Length > 2 then int arguments[2] else 4000

    let struct (run, trains) =
        match name with
        | "cuba" -> Cuba.run seed size
        | "coba" -> Coba.run seed size
        | other -> invalidArg "name" $"There is no network {other}; there are cuba and coba."

    for one in trains do
        let found = one.Statistics(bin = 5.0)

        printfn
            "%s: %.2f Hz, CV %.2f, correlation %.4f"
            one.Name
            found.Rate
            found.IntervalVariation
            found.CountCorrelation

    printfn
        "%.3f s for a second of biology with %d threads: %d deliveries, %.0f million a second"
        run.Seconds
        run.Threads
        run.Deliveries
        (run.DeliveriesPerSecond / 1e6)

    Plot.Activity(trains, title = name).Save $"{name}.svg"
    0
