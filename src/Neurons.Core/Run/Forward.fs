namespace Neurons.Run

open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// Where random numbers come from: a run's seed, the stream of the layer in it, and the step at which a call starts.
[<Struct>]
type internal Noise =
    { Seed: uint64
      Stream: uint32
      FirstStep: int64 }

/// A compiled step, ready to be called by blocks of neurons.
type internal StepKernel = { Plan: StepPlan; Kernel: Kernel }

/// What the steps of a block work on.
type internal StepCall =
    { Kernel: StepKernel
      Neurons: int
      Block: int
      Inputs: Rows[]
      /// Values of the shared parameters, in order.
      Shared: float[]
      /// In the order of the parameters; unused where shared.
      Parameters: ParameterRow[]
      Noise: Noise }

/// Runs a step kernel over time on one block, in one worker's scratch: a table of pointers, the shared numbers, and block-sized
/// rows for copied parameters and random numbers.
module internal Block =
    let draws (call: StepCall) = call.Kernel.Plan.Draws.Length * 2

    let scratchBytes (call: StepCall) =
        let program = call.Kernel.Plan.Program
        let row = Memory.aligned (int64 call.Block * int64 (Precision.size program.Precision))

        Memory.aligned (int64 program.Slots * 8L)
        + Memory.aligned (int64 program.SharedNumbers * 8L)
        + row * int64 (call.Parameters.Length + draws call)

    [<Struct>]
    type Table =
        { Slots: nativeint
          Shared: nativeint
          Draws: nativeint
          Row: nativeint }

    /// Points parameters to the values of a block's neurons.
    let private setParameters (precision: Precision) (slots: int[]) (rows: ParameterRow[]) table (scratch: nativeint) row start count =
        for p in 0 .. slots.Length - 1 do
            if slots[p] >= 0 then
                let place = scratch + nativeint p * row
                Memory.point table slots[p] (Memory.parameterBlock rows[p] (Precision.size precision) start count place)

    /// Lays out the scratch of a worker for a block.
    let prepare (program: Program) (parameterSlots: int[]) (call: StepCall) (scratch: nativeint) (start: int) (count: int) =
        let row = nativeint (Memory.aligned (int64 call.Block * int64 (Precision.size program.Precision)))
        let shared = scratch + nativeint (Memory.aligned (int64 program.Slots * 8L))
        let rows = shared + nativeint (Memory.aligned (int64 program.SharedNumbers * 8L))

        for k in 0 .. call.Shared.Length - 1 do
            Memory.write program.Precision shared k call.Shared[k]

        setParameters program.Precision parameterSlots call.Parameters scratch rows row start count

        { Slots = scratch
          Shared = shared
          Draws = rows + nativeint call.Parameters.Length * row
          Row = row }

    /// New random numbers for the neurons of a block at a step.
    let fill (call: StepCall) (table: Table) (step: int64) (start: int) (count: int) =
        let plan = call.Kernel.Plan
        let draws = plan.Draws

        for k in 0 .. draws.Length - 1 do
            let struct (draw, firstSlot, secondSlot) = draws[k]
            let first = table.Draws + nativeint (2 * k) * table.Row
            let second = if secondSlot >= 0 then first + table.Row else 0n
            Memory.point table.Slots firstSlot first

            if secondSlot >= 0 then
                Memory.point table.Slots secondSlot second

            match plan.Program.Precision with
            | Precision.Float32 ->
                Philox.FillUniform(
                    NativePtr.ofNativeInt<float32> first,
                    NativePtr.ofNativeInt<float32> second,
                    count,
                    call.Noise.Seed,
                    call.Noise.Stream,
                    uint32 start,
                    uint32 step,
                    uint32 draw
                )
            | Precision.Float64 ->
                Philox.FillUniform(
                    NativePtr.ofNativeInt<float> first,
                    NativePtr.ofNativeInt<float> second,
                    count,
                    call.Noise.Seed,
                    call.Noise.Stream,
                    uint32 start,
                    uint32 step,
                    uint32 draw
                )

    /// The number of the current step, as kernels see it: the last shared number.
    let setStep (program: Program) (table: Table) (step: int64) =
        Memory.write program.Precision table.Shared (program.SharedNumbers - 1) (float step)

/// The forward pass: all steps over one block of neurons before the next.
type internal Forward(call: StepCall, steps: int, initial: nativeint[], final: nativeint[], recorded: Rows[], workers: int) =
    let plan = call.Kernel.Plan
    let kernel = call.Kernel.Kernel
    let size = Precision.size plan.Program.Precision
    let table = Block.scratchBytes call
    let row = Memory.aligned (int64 call.Block * int64 size)
    let perWorker = table + row * int64 plan.StatesIn.Length
    let mutable scratch = 0n

    member _.Run() =
        use buffer = NativeBuffers.Rent(max 64L (perWorker * int64 workers))
        scratch <- NativePtr.toNativeInt (NativePtr.ofVoidPtr<byte> buffer.Pointer)
        // the last block may be smaller
        let blocks = (call.Neurons + call.Block - 1) / call.Block

    member private _.Unused = ()
