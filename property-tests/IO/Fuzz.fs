/// Reads mutants of good files. Whatever is in a file, reading it succeeds or is a FormatError of one line that begins with the file; it
/// takes no more memory than the file calls for, and, where somebody watches, no more than a second.
///
///     NEURONS_FUZZ=200000       so many mutants, of all formats together
///     NEURONS_FUZZ_SEED=7       which ones
///     NEURONS_REPLAY=…          the one alone that broke a rule and printed this
module Neurons.Properties.IO.Fuzz

open System
open System.Diagnostics
open System.IO
open Expecto
open FsCheck
open FsCheck.FSharp
open Neurons.Testing
open Neurons.IO
open Neurons.Properties.IO.Damage

/// The formats that share the mutants.
[<Literal>]
let private Formats = 22

/// Mutants that are tried from a seed of their own; one of them may fail.
[<Literal>]
let private Round = 500

let private isLong = setting "NEURONS_FUZZ" 0 > 0
let private trials = max 1 (setting "NEURONS_FUZZ" (Formats * Round) / Formats)

/// Without a seed of one's own, always the same mutants in a short run, and others in a long one.
let private firstSeed =
    setting "NEURONS_FUZZ_SEED" (if isLong then Random.Shared.Next 1_000_000 * 1000 else 0)

/// What is known of how a format is read.
type Format = {
    Name: string
    File: string
    Good: unit -> byte[][]
    Damage: Gen<Damage>
    /// The texts in a good file.
    Parts: byte[] -> Part[]
    /// The bytes that reading may allocate.
    Allowed: byte[] -> int64
    Read: string -> unit
}

/// Buffers of streams, messages and the like, which do not grow with what a file claims.
let constantBytes = 1L <<< 17

let times n (file: byte[]) = constantBytes + n * int64 file.Length

let private problemOf (format: Format) (path: string) (bytes: byte[]) =
    File.WriteAllBytes(path, bytes)
    let before = GC.GetAllocatedBytesForCurrentThread()
    let watch = Stopwatch.StartNew()

    let thrown =
        try
            format.Read path
            None
        with error ->
            Some error

    let seconds = watch.Elapsed.TotalSeconds
    let allocated = GC.GetAllocatedBytesForCurrentThread() - before

    let broken =
        match thrown with
        | Some(:? FormatError as error) when error.Message.AsSpan().IndexOfAny('\r', '\n') >= 0 ->
            Some $"the message has several lines: {error.Message}"
        | Some(:? FormatError as error) when not (error.Message.StartsWith(Path.GetDirectoryName path)) ->
            Some $"the message does not begin with the file: {error.Message}"
        | Some(:? FormatError)
        | None when allocated > format.Allowed bytes ->
            Some $"{allocated} bytes were allocated, {format.Allowed bytes} are allowed for a file of {bytes.Length}"
        | Some(:? FormatError)
        | None when isLong && seconds > 1.0 -> Some $"it took {seconds:F1} s"
        | Some(:? FormatError)
        | None -> None
        | Some error -> Some(string error)

    struct (thrown, broken)

/// What is slow is tried once more: others may have had the processor, or something was compiled.
let private problem (format: Format) (path: string) (bytes: byte[]) =
    match problemOf format path bytes with
    | struct (_, Some _) -> problemOf format path bytes
    | fine -> fine

/// Tries mutants of good files. Those that break a rule are kept and told of, all of them in a long run.
let private survive (format: Format) =
    let folder = Directory.CreateTempSubdirectory "neurons-fuzz-"
    let path = Path.Combine(folder.FullName, format.File)
    let goods = format.Good()
    let mutable tried, refused = 0, 0

    // What is compiled once for all is not what a file takes.
    for good in goods do
        let good = if format.File.EndsWith ".gz" then packed good else good

        match problem { format with Allowed = (fun _ -> Int64.MaxValue) } path good with
        | struct (None, None) -> ()
        | struct (thrown, broken) -> failtest $"{format.Name}: a good file is refused. {thrown} {broken}"

    let law (mutant: Mutant) =
        let bytes = apply format.Parts mutant.Damage goods[mutant.File]
        let struct (thrown, broken) = problem format path bytes
        tried <- tried + 1

        if thrown.IsSome then
            refused <- refused + 1

        match broken with
        | Some what ->
            // the last that is kept is the smallest
            let kept = Path.Combine(Path.GetTempPath(), $"neurons-fuzz-{format.Name}-{format.File}")
            File.WriteAllBytes(kept, bytes)
            failtest $"{kept}: {what}"
        | None -> ()

    let rounds = if replayed.IsSome then 1 else (trials + Round - 1) / Round

    let failures =
        Seq.init rounds (fun round ->
            let start = { Rnd = Rnd(uint64 (firstSeed + round)); Size = None }
            let count = min Round (trials - round * Round)

            try
                checkFrom (Some start) count (mutants goods.Length format.Damage) law
                None
            with :? FailedException as failure ->
                Some failure.Message)
        |> Seq.choose id
        |> Seq.truncate (if isLong then 50 else 1)
        |> List.ofSeq

    folder.Delete true

    if not failures.IsEmpty then
        failtestNoStack
            $"""%s{format.Name}: {failures.Length} of {rounds} rounds of {Round} mutants{"\n"}%s{String.Join("\n\n", failures)}"""

    // Damage that is always refused, or never, would not try much.
    if replayed.IsNone && tried >= 100 && (refused = 0 || refused = tried) then
        failtest $"{format.Name}: {refused} of {tried} mutants were refused"

/// A test for each of some formats.
let survives name (formats: Format list) =
    testList name [
        for format in formats do
            testCase format.Name (fun () -> survive format)
    ]
