namespace Neurons.Run

open System
open System.Collections.Concurrent
open Neurons
open Neurons.Compile

/// The kernels of one neuron, made when first needed and found again by what they were made for.
type internal Compiled(equations: Equations, backend: Backend) =
    let forward = ConcurrentDictionary<string, StepKernel>()
    let reverse = ConcurrentDictionary<string, ReverseKernels>()

    let compileStep layout recorded tape =
        let plan = Plan.forward layout equations recorded tape

        { Plan = plan; Run = Kernels.compile backend plan.Program }

    let bit (flag: bool) = if flag then '1' else '0'
    let bits (flags: bool[]) = String(Array.map bit flags)

    let layoutKey (layout: Layout) =
        (if layout.Precision = Precision.Float32 then "f" else "d") + bits layout.Shared

    let recordedKey recorded =
        let symbol r =
            match r with
            | Output i -> 'A' + char i
            | After i -> 'a' + char i

        String(Array.map symbol recorded)

    member _.Step(layout: Layout, recorded: Recorded[]) : StepKernel =
        let key = layoutKey layout + "|" + recordedKey recorded

        match forward.TryGetValue key with
        | true, kernel -> kernel
        | _ -> forward.GetOrAdd(key, (fun _ -> compileStep layout recorded [||]))

    /// `outputs`: which of the recorded values have a gradient.
    member compiled.Reverse(layout: Layout, recorded: Recorded[], outputs: bool[], wanted: Wanted) : ReverseKernels =
        let key =
            String.Join(
                '|',
                layoutKey layout,
                recordedKey recorded,
                bits outputs,
                bits wanted.Inputs,
                bits wanted.Constant,
                bits wanted.Parameters
            )

        let make _ =
            let struct (plan, tape) = Plan.reverse layout equations recorded outputs wanted

            {
                Record = compileStep layout [||] tape
                Advance = lazy compiled.Step(layout, [||])
                Reverse = plan
                Run = Kernels.compile backend plan.Program
            }

        match reverse.TryGetValue key with
        | true, kernels -> kernels
        | _ -> reverse.GetOrAdd(key, make)

/// How work is cut into blocks. Results do not depend on it.
type internal Cut = {
    /// Bytes of a block's row: long enough for the memory to stream, short enough for a few rows to stay in the first cache.
    RowBytes: int
    /// Bytes that the tape of a block may take.
    TapeBytes: int64
} with

    /// Neurons a block: a power of two, small enough that every thread gets a block.
    member c.Block(neurons: int, elementSize: int, threads: int) =
        let mutable block = c.RowBytes / elementSize

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
    let standard = { RowBytes = 8192; TapeBytes = 8L * 1024L * 1024L }
