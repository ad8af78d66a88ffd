namespace Neurons.Run

open System
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// Things made on demand and found again by comparing what they were made for; looking one up allocates nothing.
type internal Known<'Key, 'Value>(same: 'Key -> 'Key -> bool, make: 'Key -> 'Value) =
    let mutable known: (struct ('Key * 'Value))[] = [||]
    let padlock = obj ()

    let find (entries: (struct ('Key * 'Value))[]) key =
        let mutable i = 0

        while i < entries.Length
              && (let struct (k, _) = entries[i]
                  not (same k key)) do
            i <- i + 1

        i

    member _.Get(key: 'Key) : 'Value =
        let entries = known
        let i = find entries key

        if i < entries.Length then
            let struct (_, value) = entries[i]
            value
        else
            lock padlock (fun () ->
                let i = find known key

                if i = known.Length then
                    known <- Array.append known [| struct (key, make key) |]

                let struct (_, value) = known[i]
                value)

/// What a forward kernel is made for.
[<Struct>]
type internal StepKey = { Layout: Layout; Recorded: Recorded[] }

/// What a backward kernel is made for. `Outputs` tells which of the recorded values have a gradient.
[<Struct>]
type internal ReverseKey = { Layout: Layout; Recorded: Recorded[]; Outputs: bool[]; Wanted: Wanted }

module internal RecordedArrays =
    let same (a: Recorded[]) (b: Recorded[]) =
        let mutable same = a.Length = b.Length
        let mutable i = 0

        while same && i < a.Length do
            same <-
                match a[i], b[i] with
                | Output a, Output b
                | After a, After b -> a = b
                | _ -> false

            i <- i + 1

        same

/// The kernels of one neuron, made when first needed.
type internal Compiled(traced: Equations, backend: Backend) =
    let equations = Equations.share traced

    let compileStep layout recorded tape =
        let plan = Plan.forward layout equations recorded tape

        { Plan = plan; Code = Kernels.compileStep backend plan.Program }

    static let sameFlags (a: bool[]) (b: bool[]) = a.AsSpan().SequenceEqual(ReadOnlySpan b)

    static let sameLayout (a: Layout) (b: Layout) = a.Precision = b.Precision && sameFlags a.Shared b.Shared

    let forward =
        Known<StepKey, StepKernel>(
            (fun a b -> sameLayout a.Layout b.Layout && RecordedArrays.same a.Recorded b.Recorded),
            (fun key -> compileStep key.Layout key.Recorded [||])
        )

    let reverse =
        Known<ReverseKey, ReverseKernels>(
            (fun a b ->
                sameLayout a.Layout b.Layout
                && RecordedArrays.same a.Recorded b.Recorded
                && sameFlags a.Outputs b.Outputs
                && sameFlags a.Wanted.Inputs b.Wanted.Inputs
                && sameFlags a.Wanted.Constant b.Wanted.Constant
                && sameFlags a.Wanted.Parameters b.Wanted.Parameters),
            (fun key ->
                let struct (plan, tape) = Plan.reverse key.Layout equations key.Recorded key.Outputs key.Wanted

                {
                    Record = compileStep key.Layout [||] tape
                    Advance = lazy forward.Get { Layout = key.Layout; Recorded = [||] }
                    Reverse = plan
                    Code = Kernels.compileStep backend plan.Program
                })
        )

    /// Common subexpressions are shared.
    member _.Equations = equations

    member _.Step(layout: Layout, recorded: Recorded[]) : StepKernel =
        forward.Get { Layout = layout; Recorded = recorded }

    member _.Reverse(layout: Layout, recorded: Recorded[], outputs: bool[], wanted: Wanted) : ReverseKernels =
        reverse.Get { Layout = layout; Recorded = recorded; Outputs = outputs; Wanted = wanted }

/// How work is cut into blocks. Results do not depend on it.
type internal Cut = {
    /// Bytes of a block's row, at most: long enough for the memory to stream.
    RowBytes: int
    /// Bytes of all the rows that a step reads and writes again: they stay in the first cache.
    StepBytes: int
    /// Bytes that the tape of a block may take.
    TapeBytes: int64
    /// Bytes of all rows that a call reads and writes, from which on they are taken to be in memory and not in a cache.
    CachedBytes: int64
    /// Bytes of a block's row where rows are fetched ahead, so that what is on its way does not push out what is there.
    StreamedRowBytes: int
} with

    /// How many steps ahead rows are to be fetched.
    member c.Ahead(bytes: int64) = if bytes >= c.CachedBytes && Streaming.IsSupported then 2 else 0

    /// Neurons a block: a power of two, small enough that the rows of a step fit and that every thread gets a block.
    member c.Block(neurons: int, elementSize: int, rows: int, threads: int, ahead: int) =
        let mutable block = (if ahead > 0 then min c.RowBytes c.StreamedRowBytes else c.RowBytes) / elementSize

        while block > 256 && block * elementSize * rows > c.StepBytes do
            block <- block / 2

        while block > 64 && int64 block * int64 threads > int64 neurons do
            block <- block / 2

        block

    /// The steps that a tape of so many values a neuron holds. The checkpoints have to fit, too: for very long sequences the number of
    /// segments and their length grow alike.
    member c.Segment(steps: int, tapes: int, elementSize: int, block: int) =
        let fitting = c.TapeBytes / (int64 (max 1 tapes) * int64 elementSize * int64 block)
        let least = int64 (ceil (sqrt (float steps)))
        int (min (int64 steps) (max fitting least))

module internal Cut =
    /// Found by measuring.
    let standard = {
        RowBytes = 8192
        StepBytes = 32768
        TapeBytes = 8L * 1024L * 1024L
        CachedBytes = 32L * 1024L * 1024L
        StreamedRowBytes = 4096
    }
