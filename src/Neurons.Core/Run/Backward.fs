namespace Neurons.Run

open System.Runtime.CompilerServices
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// The kernels of a backward pass: the forward step that writes the tape, the one that does not (for the way to a checkpoint),
/// and the reverse step.
type internal ReverseKernels = {
    Record: StepKernel
    Advance: Lazy<StepKernel>
    Reverse: ReversePlan
    Code: StepCode
}

/// Where the results of a backward pass go.
type internal GradientTargets = {
    /// Of each input without sums: a row a step; unused where not wanted.
    Inputs: Rows[]
    /// Of the states before the first step of a run; 0 where not wanted.
    States: nativeint[]
    /// One element a neuron for each sum over time: the wanted constant inputs, then the wanted parameters; 0 for a
    /// shared parameter, which goes to `BlockSums`.
    Sums: nativeint[]
    /// One element a block for each sum over time.
    BlockSums: nativeint[]
}

/// The backward pass: for one block of neurons after another, the states are computed again from the inputs, and what the reverse
/// step needs is kept on a tape that stays in cache; then the reverse step runs from the last step to the first. Long sequences are
/// cut into segments, with the states at their starts as checkpoints. The run from step t on takes the states from row t of `initial`.
type internal Backward
    (
        call: Call,
        kernels: ReverseKernels,
        initial: InitialRow[],
        outputGradients: Rows[],
        computed: IComputedRows,
        finalGradients: nativeint[],
        targets: GradientTargets,
        segment: int,
        workers: int
    ) =
    let record = kernels.Record.Plan
    let reverse = kernels.Reverse
    let states = record.StatesIn.Length
    let sums = reverse.SumsIn.Length
    let tapes = record.Tape.Length
    let segments = (call.Steps + segment - 1) / segment
    let tables = Memory.aligned (nativeint states * 8n)
    let draws = record.Draws.Length
    let recordNumbers = SharedNumbers(kernels.Record.Code, call.Shared)
    let reverseNumbers = SharedNumbers(kernels.Code, call.Shared)
    let advance = if segments > 1 then kernels.Advance.Value else kernels.Record
    let advanceNumbers = SharedNumbers(advance.Code, call.Shared)

    let perWorker =
        Desk.bytes call kernels.Record.Code draws
        + Desk.bytes call advance.Code draws
        + Desk.bytes call kernels.Code 0
        + nativeint (segments + 2) * tables
        + call.Row
          * nativeint (
              states * (segments + 2)
              + sums
              + 1
              + tapes * segment
              + (if isNull computed then 0 else segment)
              + reverse.InputGradients.Length
          )
        + 4096n

    let mutable memory = 0n
    let mutable begins = 0

    /// The reverse steps of one segment.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let back
        (desk: Desk)
        (tape: nativeint)
        (ofOutput: nativeint)
        adjoint
        (sumRows: nativeint)
        zeros
        (streamed: nativeint)
        start
        count
        first
        until
        =
        let offset = nativeint start * call.ElementSize

        let last = until - 1
        let ends = begins + call.Steps
        let mutable moves = Moves desk.Moves

        for i in 0 .. reverse.Inputs.Length - 1 do
            if reverse.Inputs[i] >= 0 then
                moves.Add(desk.Slots, reverse.Inputs[i], call.Inputs[i].At(last, offset), -call.Inputs[i].Stride)

            if reverse.InputGradients[i] >= 0 then
                if streamed <> 0n then
                    Memory.set desk.Slots reverse.InputGradients[i] (streamed + nativeint i * call.Row)
                else
                    moves.Add(
                        desk.Slots,
                        reverse.InputGradients[i],
                        targets.Inputs[i].At(last, offset),
                        -targets.Inputs[i].Stride
                    )

        for o in 0 .. reverse.OutputGradients.Length - 1 do
            if reverse.OutputGradients[o] >= 0 then
                if o = 0 && not (isNull computed) then
                    let row = ofOutput + nativeint (last - first) * call.Row
                    moves.Add(desk.Slots, reverse.OutputGradients[o], row, -call.Row)
                else
                    moves.Add(
                        desk.Slots,
                        reverse.OutputGradients[o],
                        outputGradients[o].At(last, offset),
                        -outputGradients[o].Stride
                    )

        for k in 0 .. tapes - 1 do
            let row = tape + nativeint ((last - first) * tapes + k) * call.Row
            moves.Add(desk.Slots, reverse.Tape[k], row, -(nativeint tapes * call.Row))

        for t in last .. -1 .. first do
            if t >= ends - 2 || t = begins then
                for s in 0 .. states - 1 do
                    let row = adjoint + nativeint s * call.Row

                    let source =
                        if t < ends - 1 then row
                        elif finalGradients[s] <> 0n then finalGradients[s] + offset
                        else zeros

                    let target =
                        if t = begins && targets.States[s] <> 0n then
                            targets.States[s] + offset
                        else
                            row

                    Memory.set desk.Slots reverse.StatesIn[s] source
                    Memory.set desk.Slots reverse.StatesOut[s] target

                for k in 0 .. sums - 1 do
                    let row = sumRows + nativeint k * call.Row
                    let target = if t = begins && targets.Sums[k] <> 0n then targets.Sums[k] + offset else row
                    Memory.set desk.Slots reverse.SumsIn[k] (if t = ends - 1 then zeros else row)
                    Memory.set desk.Slots reverse.SumsOut[k] target

            Desk.setStep call desk t
            kernels.Code.Run.Invoke(desk.Slots, desk.Shared, count)

            if streamed <> 0n then
                let later = t - call.Ahead
                Exchange.rows call streamed targets.Inputs outputGradients start count t later (later >= first)

            moves.Advance()

    let runBlock worker block =
        let mutable arena = Arena(memory + nativeint worker * perWorker)
        let recordDesk = Desk.layOut call kernels.Record.Code recordNumbers draws &arena
        let reverseDesk = Desk.layOut call kernels.Code reverseNumbers 0 &arena
        let scratch = arena.Take tables
        let start = block * call.Block
        let count = min call.Block (call.Neurons - start)
        let offset = nativeint start * call.ElementSize

        arena.Follow(call.FirstInput offset)

        for s in 0 .. states - 1 do
            Memory.set scratch s (arena.Take call.Row)

        // the states at the start of each segment
        let checkpoints = arena.Take(tables * nativeint segments)
        let checkpoint k = checkpoints + nativeint k * tables

        for k in 0 .. segments - 1 do
            for s in 0 .. states - 1 do
                Memory.set
                    (checkpoint k)
                    s
                    (if k = 0 then
                         initial[s].Block(call, begins, start, count, &arena)
                     else
                         arena.Take call.Row)

        let zeros = arena.Take call.Row
        Memory.clear zeros call.Row
        let adjoint = arena.Take(call.Row * nativeint states)
        let sumRows = arena.Take(call.Row * nativeint sums)
        let tape = arena.Take(call.Row * nativeint (tapes * segment))
        let ofOutput = if isNull computed then 0n else arena.Take(call.Row * nativeint segment)

        let streamed =
            if call.Ahead > 0 then
                arena.Take(call.Row * nativeint reverse.InputGradients.Length)
            else
                0n

        Desk.setParameters call record.Parameters recordDesk start count
        Desk.setParameters call reverse.Parameters reverseDesk start count

        if segments > 1 then
            let desk = Desk.layOut call advance.Code advanceNumbers draws &arena
            Desk.setParameters call advance.Plan.Parameters desk start count

            for k in 0 .. segments - 2 do
                let first = begins + k * segment

                Block.advance
                    call
                    advance
                    desk
                    (checkpoint k)
                    scratch
                    (checkpoint (k + 1))
                    Recording.None
                    0n
                    start
                    count
                    first
                    (first + segment)

        for k in segments - 1 .. -1 .. 0 do
            let first = begins + k * segment
            let until = min (first + segment) (begins + call.Steps)

            Block.advance
                call
                kernels.Record
                recordDesk
                (checkpoint k)
                scratch
                scratch
                Recording.None
                tape
                start
                count
                first
                until

            if not (isNull computed) then
                computed.Fill(start, count, first, until, ofOutput, call.Row)

            back reverseDesk tape ofOutput adjoint sumRows zeros streamed start count first until

        for k in 0 .. sums - 1 do
            if targets.BlockSums[k] <> 0n then
                let row = sumRows + nativeint k * call.Row

                match call.Precision with
                | Precision.Float32 ->
                    Memory.write
                        call.Precision
                        targets.BlockSums[k]
                        block
                        (float (PairwiseSum.Sum(Memory.span<float32> row count)))
                | Precision.Float64 ->
                    Memory.write
                        call.Precision
                        targets.BlockSums[k]
                        block
                        (PairwiseSum.Sum(Memory.span<float> row count))

    interface IWork with
        member _.Run(worker, item) =
            let struct (from, until) = Blocks.ofItem call workers item

            for block in from..until do
                runBlock worker block

            if call.Ahead > 0 then
                Streaming.Fence()

    /// Runs the steps of the call, of which the first is that of a number.
    member this.Run(firstStep: int) =
        if call.Neurons > 0 && call.Steps > 0 then
            begins <- firstStep
            recordNumbers.Update()
            reverseNumbers.Update()

            if segments > 1 then
                advanceNumbers.Update()

            use buffer = NativeBuffers.Rent(int64 perWorker * int64 workers)
            memory <- NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> buffer.Pointer)
            Workers.Shared.Run(Blocks.items call workers, this, workers)
