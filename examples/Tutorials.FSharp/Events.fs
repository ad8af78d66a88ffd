/// Recordings of an event camera. Follows snnTorch's tutorial 7, on recordings that are made here.
module Tutorials.FSharp.Events

open System
open System.IO
open System.Numerics.Tensors
open System.Threading.Tasks

open Neurons
open Neurons.EventData
open Neurons.Networks
open Neurons.Plots

type Result = {
    /// The share of test recordings whose direction is named right.
    Accuracy: float
    /// The same where all events of a recording are one frame.
    WithoutTime: float
}

let private side = 16

/// A bar that crosses the sensor: lines of t in µs, x, y and polarity. It brightens in front and darkens behind.
let private bar (random: Random) direction =
    let start = random.Next 8 // the bar's first row, and its rows
    let length = 6 + random.Next 3
    let width = 2 + random.Next 3 // its columns, and µs for each
    let pace = 2000 + random.Next 2000

    let events = [
        for column in 0 .. side - 1 do
            for row in start .. start + length - 1 do
                column * pace + random.Next 1000, column, row, 1
                (column + width) * pace + random.Next 1000, column, row, 0

        for _ in 1..20 do // noise
            let t = random.Next((side + width) * pace)
            let x = random.Next side
            let y = random.Next side
            t, x, y, random.Next 2
    ]

    List.sort events
    |> List.map (fun (t, x, y, on) ->
        let x, y =
            match direction with
            | "right" -> x, y
            | "left" -> side - 1 - x, y
            | "down" -> y, x
            | _ -> y, side - 1 - x

        $"%d{t},%d{x},%d{y},%d{on}")

let private train (data: Dataset) (seed: int) epochs =
    let struct (training, test) = data.Split(0.8, uint64 seed)
    let readout = LeakyOptions(Beta = 0.9, Reset = MembraneReset.None)

    let network =
        Sequential(
            uint64 seed,
            Input(2, side, side),
            Conv2d(2, 8, 3, padding = 1),
            Leaky(options = LeakyOptions(Beta = 0.5)),
            MaxPool2d 2,
            Flatten(),
            Linear(8 * 8 * 8, 4),
            Leaky(readout, Output = "Mem")
        )

    let trainer = Trainer(network, Loss.MaxMembraneCrossEntropy(), Adam 5e-3, BatchSize = 16)
    (trainer.TrainAsync(training, epochs, test).ToBlockingEnumerable() |> Seq.last).Test.Accuracy

let private figure (recording: Events) (frames: EventFrames) =
    let picture t (frame: float32[]) =
        let brighter =
            Tensor.Create(Array.skip (side * side) frame, ReadOnlySpan [| nativeint side; nativeint side |])

        Panel($"{t}").Image(brighter, struct (0.0, 1.0))

    let frames = frames.Of recording |> Seq.chunkBySize (2 * side * side)
    Figure("What became brighter in each tenth of a recording", Seq.mapi picture frames, Columns = 5)

let run figures (seed: int) recordings epochs =
    // A folder for each class, a file for each recording: bars that move in four directions.
    let folder = Directory.CreateTempSubdirectory("bars-").FullName

    try
        let random = Random seed

        for direction in [ "down"; "left"; "right"; "up" ] do
            Directory.CreateDirectory $"{folder}/{direction}" |> ignore

            for i in 0 .. recordings - 1 do
                File.WriteAllLines($"{folder}/{direction}/{i}.csv", bar random direction)

        // The events of each tenth of a recording become a frame; channel 0 is what became darker, channel 1 what became brighter.
        let frames = EventFrames(Steps = 10, Width = side, Height = side, Binary = true)
        (figure (EventFile.Read $"{folder}/right/0.csv") frames).Save $"{figures}/events.svg"
        let accuracy = train (EventFolder.Load(folder, frames)) seed epochs

        // As one frame, the order is lost: left looks like right.
        let whole = EventFrames(Steps = 1, Width = side, Height = side, Binary = true)
        let withoutTime = train (EventFolder.Load(folder, whole)) seed epochs

        printfn
            "test accuracy %.1f %% over ten frames, %.1f %% where they are one"
            (100.0 * accuracy)
            (100.0 * withoutTime)

        { Accuracy = accuracy; WithoutTime = withoutTime }
    finally
        Directory.Delete(folder, true)
