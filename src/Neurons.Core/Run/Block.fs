namespace Neurons.Run

open System.Runtime.CompilerServices
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// Where random numbers come from: a run's seed, the stream of the layer in it, and the step at which a call starts.
[<Struct>]
type Noise = { Seed: uint64; Stream: uint32; FirstStep: int64 }

/// What the kernels of a call read besides states: one precision, one layout. A call that is used again gets other numbers.
type internal Call = {
    Precision: Precision
    /// The steps of a run: all of a sequence, or fewer, in one run after another.
    mutable Steps: int
    mutable Neurons: int
    /// Neurons a block: a power of two.
    mutable Block: int
    Inputs: Rows[]
    /// The values of the shared parameters, in order.
    Shared: float[]
    /// In the order of the parameters; unused where shared.
    Parameters: ParameterRow[]
    mutable Noise: Noise
    /// How many steps ahead rows are fetched from memory, and that those written go past the caches; 0 where the caches hold them.
    mutable Ahead: int
} with

    member c.Blocks = (c.Neurons + c.Block - 1) / c.Block
    member c.ElementSize = nativeint (Precision.size c.Precision)
    /// Bytes from one row of a block to the next.
    member c.Row = Memory.rowStride (nativeint c.Block * c.ElementSize)
    /// Where the input of a block begins, if there is one.
    member c.FirstInput(offset: nativeint) = if c.Inputs.Length > 0 then c.Inputs[0].First + offset else 0n

/// A program's view of a block: its table of slots and its shared numbers. One worker uses it, for one block after another.
[<Struct>]
type internal Desk = {
    Slots: nativeint
    Shared: nativeint
    /// Rows for the parameters that have to be copied.
    Copies: nativeint
    /// Rows for random numbers, two a draw.
    Draws: nativeint
    /// Room for the moves of every slot.
    Moves: nativeint
}

module internal Desk =
    let bytes (call: Call) (code: StepCode) (draws: int) =
        Memory.aligned (nativeint code.EachStep.Slots * 8n)
        + Memory.aligned (nativeint code.EachStep.Slots * 16n)
        + Memory.aligned (nativeint code.EachStep.SharedNumbers * 8n)
        + call.Row * nativeint (call.Parameters.Length + 2 * draws)

    let layOut (call: Call) (code: StepCode) (numbers: SharedNumbers) (draws: int) (arena: byref<Arena>) =
        let slots = arena.Take(nativeint code.EachStep.Slots * 8n)
        let shared = arena.Take(nativeint code.EachStep.SharedNumbers * 8n)
        let copies = arena.Take(call.Row * nativeint call.Parameters.Length)
        numbers.CopyTo shared

        {
            Slots = slots
            Shared = shared
            Copies = copies
            Draws = arena.Take(call.Row * nativeint (2 * draws))
            Moves = arena.Take(nativeint code.EachStep.Slots * 16n)
        }

    /// Points the slots of parameters to the values of a block's neurons.
    let setParameters (call: Call) (slots: int[]) (desk: Desk) start count =
        for p in 0 .. slots.Length - 1 do
            if slots[p] >= 0 then
                let scratch = desk.Copies + nativeint p * call.Row
                let values = Memory.parameterBlock call.Parameters[p] call.ElementSize start count scratch
                Memory.set desk.Slots slots[p] values

    /// The number of the current step comes after the shared parameters.
    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    let setStep (call: Call) (desk: Desk) step =
        Memory.write call.Precision desk.Shared call.Shared.Length (float (call.Noise.FirstStep + int64 step))

    /// New random numbers for a block at a step.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let draw (call: Call) (plan: StepPlan) (desk: Desk) step start count =
        let noise = call.Noise
        let step = uint32 (noise.FirstStep + int64 step)

        for k in 0 .. plan.Draws.Length - 1 do
            let struct (draw, firstSlot, secondSlot) = plan.Draws[k]
            let first = desk.Draws + nativeint (2 * k) * call.Row
            let second = if secondSlot >= 0 then first + call.Row else 0n
            Memory.set desk.Slots firstSlot first

            if secondSlot >= 0 then
                Memory.set desk.Slots secondSlot second

            match call.Precision with
            | Precision.Float32 ->
                let first = NativePtr.ofNativeInt<float32> first
                let second = NativePtr.ofNativeInt<float32> second
                Philox.FillUniform(first, second, count, noise.Seed, noise.Stream, uint32 start, step, uint32 draw)
            | Precision.Float64 ->
                let first = NativePtr.ofNativeInt<float> first
                let second = NativePtr.ofNativeInt<float> second
                Philox.FillUniform(first, second, count, noise.Seed, noise.Stream, uint32 start, step, uint32 draw)

/// Spikes that are kept as bits: a step's output is one row of numbers, used again and again, and is packed into the words of its step.
[<Struct>]
type internal Packing = {
    /// The words of the first step; 0 where nothing is packed.
    Words: nativeint
    /// Bytes from the words of a step to those of the next.
    Stride: nativeint
} with

    static member None: Packing = { Words = 0n; Stride = 0n }

    member p.IsWanted = p.Words <> 0n

    /// Packs the row of a block; blocks start at whole words.
    member p.Pack(precision, row: nativeint, step: int, start: int, count: int) =
        let words =
            NativePtr.ofNativeInt<uint64> (p.Words + nativeint step * p.Stride + nativeint (start / 64) * 8n)

        match precision with
        | Precision.Float32 -> BitRange.Pack(NativePtr.ofNativeInt<float32> row, count, words)
        | Precision.Float64 -> BitRange.Pack(NativePtr.ofNativeInt<float> row, count, words)

/// A forward step, compiled.
type internal StepKernel = { Plan: StepPlan; Code: StepCode }

/// Where what is recorded goes.
[<Struct>]
type internal Recording = {
    /// Rows that start at the first neuron; unused where spikes are packed.
    Rows: Rows[]
    Packing: Packing
    /// Rows of scratch memory, one for each of `Rows`, from which they go to memory or are packed; 0 where kernels write to `Rows` themselves.
    Scratch: nativeint
} with

    static member None: Recording = { Rows = [||]; Packing = Packing.None; Scratch = 0n }

/// Rows that pass between scratch memory, where kernels work, and memory that no cache holds.
module internal Exchange =
    /// The first of the rows from an index on that moves; as many as there are for none.
    let rec private moving (rows: Rows[]) from =
        if from < rows.Length && not rows[from].Moves then
            moving rows (from + 1)
        else
            from

    /// Writes the rows of a step from scratch memory, where they lie one after the other, and fetches those of a later step that are read,
    /// if that is needed. Each is fetched while another is written, as that costs the least. Places without rows are passed over.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let rows
        (call: Call)
        (scratch: nativeint)
        (written: Rows[])
        (read: Rows[])
        (start: int)
        (count: int)
        (step: int)
        (later: int)
        (isNeeded: bool)
        =
        let offset = nativeint start * call.ElementSize
        let size = nativeint count * call.ElementSize
        let mutable fetched = if isNeeded then moving read 0 else read.Length

        for w in 0 .. written.Length - 1 do
            if written[w].First <> 0n then
                let ahead = if fetched < read.Length then read[fetched].At(later, offset) else 0n
                let row = scratch + nativeint w * call.Row

                Streaming.Copy(
                    Memory.pointer row,
                    Memory.pointer (written[w].At(step, offset)),
                    size,
                    Memory.pointer ahead
                )

                fetched <- moving read (fetched + 1)

        while fetched < read.Length do
            Streaming.Fetch(Memory.pointer (read[fetched].At(later, offset)), size)
            fetched <- moving read (fetched + 1)

module internal Block =
    /// What a step leaves goes where it belongs, while the inputs of a later step come in.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let private exchange (call: Call) (recording: Recording) start count step until =
        let later = step + call.Ahead
        let isNeeded = call.Ahead > 0 && later < until

        if recording.Packing.IsWanted then
            recording.Packing.Pack(call.Precision, recording.Scratch, step, start, count)
            Exchange.rows call 0n Array.empty call.Inputs start count step later isNeeded
        else
            Exchange.rows call recording.Scratch recording.Rows call.Inputs start count step later isNeeded

    /// The steps from `first` up to `until` on one block. The states come from the rows that the table `source` names and end in
    /// those of `target`; in between they stay in those of `scratch`. The tape starts at `tape`, one row after the other.
    /// Optimised at its first call: the loop over time must not wait for the JIT's second look.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let advance
        (call: Call)
        (kernel: StepKernel)
        (desk: Desk)
        (source: nativeint)
        (scratch: nativeint)
        (target: nativeint)
        (recording: Recording)
        (tape: nativeint)
        (start: int)
        (count: int)
        (first: int)
        (until: int)
        =
        let plan = kernel.Plan
        let offset = nativeint start * call.ElementSize
        let states = plan.StatesIn.Length

        let mutable moves = Moves desk.Moves

        for i in 0 .. plan.Inputs.Length - 1 do
            moves.Add(desk.Slots, plan.Inputs[i], call.Inputs[i].At(first, offset), call.Inputs[i].Stride)

        for r in 0 .. plan.Recorded.Length - 1 do
            if recording.Scratch <> 0n then
                Memory.set desk.Slots plan.Recorded[r] (recording.Scratch + nativeint r * call.Row)
            else
                moves.Add(desk.Slots, plan.Recorded[r], recording.Rows[r].At(first, offset), recording.Rows[r].Stride)

        for k in 0 .. plan.Tape.Length - 1 do
            moves.Add(desk.Slots, plan.Tape[k], tape + nativeint k * call.Row, nativeint plan.Tape.Length * call.Row)

        for t in first .. until - 1 do
            if t <= first + 1 then
                let from = if t = first then source else scratch

                for s in 0 .. states - 1 do
                    Memory.set desk.Slots plan.StatesIn[s] (Memory.get from s)

            if t = first || t = until - 1 then
                let into = if t = until - 1 then target else scratch

                for s in 0 .. states - 1 do
                    Memory.set desk.Slots plan.StatesOut[s] (Memory.get into s)

            Desk.setStep call desk t

            if plan.Draws.Length > 0 then
                Desk.draw call plan desk t start count

            kernel.Code.Run.Invoke(desk.Slots, desk.Shared, count)

            if recording.Scratch <> 0n || call.Ahead > 0 then
                exchange call recording start count t until

            moves.Advance()

/// How blocks are handed out.
module internal Blocks =
    /// Neighbouring blocks go to one thread, as what its processor fetches ahead is then its own; there are enough items to even out.
    let private atATime (call: Call) workers = max 1 (call.Blocks / (4 * workers))

    let items (call: Call) workers =
        let atATime = atATime call workers
        (call.Blocks + atATime - 1) / atATime

    let ofItem (call: Call) workers item =
        let atATime = atATime call workers
        struct (item * atATime, min call.Blocks ((item + 1) * atATime) - 1)

/// Where a state stands before the first step.
[<Struct>]
type internal InitialRow = {
    Rows: Rows
    /// All neurons begin with one number, the first of the row.
    IsNumber: bool
} with

    static member Of(rows: Rows) : InitialRow = { Rows = rows; IsNumber = false }

    /// Fetches the row of a block.
    member r.Fetch(call: Call, step: int, start: int, count: int) =
        if not r.IsNumber then
            let row = r.Rows.At(step, nativeint start * call.ElementSize)
            Streaming.Fetch(Memory.pointer row, nativeint count * call.ElementSize)

    /// The row of a block for a run from a step on.
    member r.Block(call: Call, step: int, start: int, count: int, arena: byref<Arena>) =
        if r.IsNumber then
            let row = arena.Take call.Row
            Memory.fill call.Precision row count r.Rows.First
            row
        else
            r.Rows.At(step, nativeint start * call.ElementSize)

/// The forward pass: the steps of a run over one block of neurons before the next, blocks in parallel. The run from step t on takes the
/// states from row t of `initial`, and leaves those after its last step in that step's row of `final`.
type internal Forward(call: Call, kernel: StepKernel, initial: InitialRow[], final: Rows[], recorded: Rows[]) =
    let plan = kernel.Plan
    let states = plan.StatesIn.Length
    let tables = Memory.aligned (nativeint states * 8n)
    let numbers = SharedNumbers(kernel.Code, call.Shared)
    let mutable packing = Packing.None
    let mutable perWorker = 0n
    let mutable memory = 0n
    let mutable first = 0
    let mutable workers = 1

    let runBlock worker block =
        let mutable arena = Arena(memory + nativeint worker * perWorker)
        let desk = Desk.layOut call kernel.Code numbers plan.Draws.Length &arena
        let source = arena.Take tables
        let target = arena.Take tables
        let scratch = arena.Take tables
        let start = block * call.Block
        let count = min call.Block (call.Neurons - start)
        let offset = nativeint start * call.ElementSize

        arena.Follow(call.FirstInput offset)

        for s in 0 .. states - 1 do
            Memory.set source s (initial[s].Block(call, first, start, count, &arena))
            Memory.set target s (final[s].At(first + call.Steps - 1, offset))
            Memory.set scratch s (arena.Take call.Row)

        let recording = {
            Rows = recorded
            Packing = packing
            Scratch =
                if packing.IsWanted || (call.Ahead > 0 && plan.Recorded.Length > 0) then
                    arena.Take(call.Row * nativeint plan.Recorded.Length)
                else
                    0n
        }

        if call.Ahead > 0 && start + count < call.Neurons then
            let next = start + count
            let count = min call.Block (call.Neurons - next)

            for s in 0 .. states - 1 do
                initial[s].Fetch(call, first, next, count)

            for input in call.Inputs do
                for t in first .. min (first + call.Ahead) (first + call.Steps) - 1 do
                    InitialRow.Of(input).Fetch(call, t, next, count)

        Desk.setParameters call plan.Parameters desk start count
        Block.advance call kernel desk source scratch target recording 0n start count first (first + call.Steps)

    interface IWork with
        member _.Run(worker, item) =
            let struct (from, until) = Blocks.ofItem call workers item

            for block in from..until do
                runBlock worker block

            if call.Ahead > 0 then
                Streaming.Fence()

    member _.Call = call

    /// Rows that a step reads and writes again.
    member _.Rewritten = states + 2 * plan.Draws.Length

    /// Rows that move on from step to step.
    member _.Moving = Rows.Moving call.Inputs + (if packing.IsWanted then 0 else Rows.Moving recorded)

    /// Where spikes are kept as bits instead of in the recorded rows.
    member _.Packing
        with set value = packing <- value

    /// Runs the steps of the call, of which the first is that of a number, on so many threads.
    member this.Run(firstStep: int, threads: int) =
        if call.Neurons > 0 && call.Steps > 0 then
            first <- firstStep
            workers <- threads
            numbers.Update()

            perWorker <-
                Desk.bytes call kernel.Code plan.Draws.Length
                + 3n * tables
                + call.Row * nativeint (2 * states + plan.Recorded.Length)
                + 4096n

            use buffer = NativeBuffers.Rent(int64 perWorker * int64 workers)
            memory <- NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> buffer.Pointer)
            Workers.Shared.Run(Blocks.items call workers, this, workers)
