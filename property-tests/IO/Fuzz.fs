/// Reads mutants of good files. Whatever is in a file, reading it succeeds or is a FormatError of one line that begins with the file; it
/// takes no more memory than the file calls for, and, where somebody watches, no more than a second.
///
///     NEURONS_FUZZ=200000              so many mutants, of all formats together
///     NEURONS_FUZZ_REPLAY=npy:1234     this one alone
module Neurons.Properties.IO.Fuzz

open System
open System.Diagnostics
open System.IO
open Neurons.IO
open Neurons.Properties

/// The formats that share the mutants.
[<Literal>]
let private Formats = 18

let private isLong = Trials.setting "NEURONS_FUZZ" 0 > 0
let private trials = max 1 (Trials.setting "NEURONS_FUZZ" (Formats * 500) / Formats)

/// Without a seed of one's own, always the same mutants in a short run, and others in a long one.
let private firstSeed =
    Trials.setting "NEURONS_FUZZ_SEED" (if isLong then Random.Shared.Next 1_000_000 * 1000 else 0)

let private replayed =
    match Environment.GetEnvironmentVariable "NEURONS_FUZZ_REPLAY" with
    | null
    | "" -> None
    | text -> Some(text.Split ':')

/// What is known of how a format is read.
type Format = {
    Name: string
    File: string
    Good: byte[][]
    Mutate: Random -> byte[] -> byte[]
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

/// Tries mutants of good files, each from a seed of its own. Those that break a rule are kept and told of, all of them in a long run.
let survive (format: Format) =
    let folder = Directory.CreateTempSubdirectory "neurons-fuzz-"
    let path = Path.Combine(folder.FullName, format.File)
    let failures = ResizeArray<string>()
    let mutable refused = 0

    let seeds =
        match replayed with
        | Some [| name; seed |] -> if name = format.Name then seq { int seed } else Seq.empty
        | _ -> seq { firstSeed + 1 .. firstSeed + trials }

    // What is compiled once for all is not what a file takes.
    for good in format.Good do
        let good = if format.File.EndsWith ".gz" then Mutation.packed good else good

        match problem { format with Allowed = (fun _ -> Int64.MaxValue) } path good with
        | struct (None, None) -> ()
        | struct (thrown, broken) -> failwith $"{format.Name}: a good file is refused. {thrown} {broken}"

    for seed in seeds do
        if failures.Count < (if isLong then 50 else 1) then
            let random = Random seed
            let bytes = format.Mutate random format.Good[random.Next format.Good.Length]

            match problem format path bytes with
            | struct (thrown, broken) ->
                if thrown.IsSome then
                    refused <- refused + 1

                broken
                |> Option.iter (fun what ->
                    let kept = Path.Combine(Path.GetTempPath(), $"neurons-fuzz-{format.Name}-{seed}-{format.File}")
                    File.WriteAllBytes(kept, bytes)
                    failures.Add $"{kept}: {what}\n  again with NEURONS_FUZZ_REPLAY={format.Name}:{seed}")

    folder.Delete true

    if failures.Count > 0 then
        failwith $"""{format.Name}: {failures.Count} of {trials} mutants{"\n"}{String.Join("\n", failures)}"""

    // Damage that is always refused, or never, would not try much.
    if replayed.IsNone && trials >= 100 && (refused = 0 || refused = trials) then
        failwith $"{format.Name}: {refused} of {trials} mutants were refused"
