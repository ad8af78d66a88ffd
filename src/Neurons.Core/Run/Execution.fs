namespace Neurons.Run

open System
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// What a pass reads, wherever it lies in memory: managed tensors, or those of another library.
type internal Operands = {
    Precision: Precision
    Steps: int
    Neurons: int
    Parameters: BoundParameters
    Inputs: Rows[]
    /// The states before the first step.
    Initial: nativeint[]
    Noise: Noise
} with

    /// The bytes of one step's row.
    member o.RowBytes = nativeint o.Neurons * nativeint (Precision.size o.Precision)

    /// An input that stays the same: all steps share its row.
    member o.IsConstant input = o.Inputs[input].Stride = 0n

module internal Operands =
    let ofTensors
        (lease: Lease)
        (parameters: ParameterValue[])
        (state: StateValues<'T>)
        (inputs: InputSequence<'T>[])
        (steps: int)
        : Operands =
        let precision = Precision.ofType<'T>
        let neurons = Shape.count state.Shape
        let rowBytes = nativeint neurons * nativeint (Precision.size precision)

        {
            Precision = precision
            Steps = steps
            Neurons = neurons
            Parameters = Bound.parameters precision lease parameters
            Inputs = inputs |> Array.map (Bound.input lease rowBytes)
            Initial = state.Values |> Array.map lease.Read
            Noise = Bound.noise state
        }

/// Where the gradients of a backward pass are read from and written to; 0 where there is none or none is wanted.
type internal GradientPlaces = {
    /// Of what was recorded: read.
    Recorded: Rows[]
    /// Of the last state: read.
    Final: nativeint[]
    /// Of the inputs: written; of a constant one, the sum over time.
    Inputs: Rows[]
    /// Of the states before the first step: written.
    Initial: nativeint[]
    /// Which parameters' gradients are wanted.
    Parameters: bool[]
}

/// Runs the kernels of a neuron over memory: at least one step of at least one neuron.
type internal Execution(compiled: Compiled, cut: Cut) =
    let call (o: Operands) block = {
        Precision = o.Precision
        Steps = o.Steps
        Neurons = o.Neurons
        Block = block
        Inputs = o.Inputs
        Shared = o.Parameters.Numbers
        Parameters = o.Parameters.Rows
        Noise = o.Noise
    }

    /// A shared parameter's sum over blocks.
    let total precision (sums: nativeint) blocks =
        match precision with
        | Precision.Float32 -> float (PairwiseSum.Sum(Memory.span<float32> sums blocks))
        | Precision.Float64 -> PairwiseSum.Sum(Memory.span<float> sums blocks)

    /// A per-neuron parameter's sum over the batch, as float64.
    let perFeature precision (sums: nativeint) neurons period =
        let values: float[] = Array.zeroCreate period

        match precision with
        | Precision.Float32 ->
            let rows = Memory.pointer<float32> sums
            PairwiseSum.SumRows(rows, int64 (neurons / period), int64 period, rows)

            for n in 0 .. period - 1 do
                values[n] <- float ((Memory.span<float32> sums period)[n])
        | Precision.Float64 ->
            let rows = Memory.pointer<float> sums
            PairwiseSum.SumRows(rows, int64 (neurons / period), int64 period, rows)
            (Memory.span<float> sums period).CopyTo(values.AsSpan())

        values

    /// All steps: what is recorded goes to `rows`, and packed spikes to `packing`; the last state to `final`, which may be where the
    /// first one is.
    member _.Forward(operands: Operands, recorded: Recorded[], rows: Rows[], packing: Packing, final: nativeint[]) =
        let kernel = compiled.Step(operands.Parameters.Layout, recorded)
        let rewritten = operands.Initial.Length + 2 * kernel.Plan.Draws.Length
        let threads = Parallelism.Threads
        let size = Precision.size operands.Precision
        let block = cut.Block(operands.Neurons, size, rewritten, threads)
        Forward(call operands block, kernel, operands.Initial, final, rows, packing, threads).Run()

    /// The gradients of Σ dRecorded·recorded + Σ dFinal·final, written where they are wanted. Returns those of the parameters: one
    /// number where it is shared, one a neuron where not, null where it is not wanted.
    member _.Backward(lease: Lease, operands: Operands, recorded: Recorded[], places: GradientPlaces) : float[][] =
        let layout = operands.Parameters.Layout
        let inputs = operands.Inputs.Length
        let parameters = places.Parameters.Length

        let wanted = {
            Inputs = places.Inputs |> Array.map (fun rows -> rows.First <> 0n)
            Constant = Array.init inputs operands.IsConstant
            Parameters = places.Parameters
        }

        let given = places.Recorded |> Array.map (fun rows -> rows.First <> 0n)
        let kernels = compiled.Reverse(layout, recorded, given, wanted)
        let size = Precision.size operands.Precision
        let threads = Parallelism.Threads
        let rewritten = operands.Initial.Length + kernels.Reverse.SumsIn.Length
        let block = cut.Block(operands.Neurons, size, rewritten, threads)
        let segment = cut.Segment(operands.Steps, kernels.Record.Plan.Tape.Length, size, block)
        let call = call operands block

        let constantInputs = [|
            for i in 0 .. inputs - 1 do
                if wanted.Inputs[i] && wanted.Constant[i] then
                    i
        |]

        let parameterSums = [|
            for p in 0 .. parameters - 1 do
                if wanted.Parameters[p] then
                    p
        |]

        let sums =
            Array.append
                (constantInputs |> Array.map (fun i -> places.Inputs[i].First))
                (parameterSums
                 |> Array.map (fun p ->
                     if layout.Shared[p] then
                         0n
                     else
                         lease.Scratch(int64 (Memory.aligned operands.RowBytes))))

        let blockSums =
            Array.append
                (constantInputs |> Array.map (fun _ -> 0n))
                (parameterSums
                 |> Array.map (fun p -> if layout.Shared[p] then lease.Scratch(int64 (call.Blocks * size)) else 0n))

        let targets = {
            Inputs =
                places.Inputs
                |> Array.mapi (fun i rows -> if wanted.Constant[i] then { First = 0n; Stride = 0n } else rows)
            States = places.Initial
            Sums = sums
            BlockSums = blockSums
        }

        Backward(call, kernels, operands.Initial, places.Recorded, places.Final, targets, segment, threads).Run()

        let gradients: float[][] = Array.zeroCreate parameters

        parameterSums
        |> Array.iteri (fun k p ->
            let k = constantInputs.Length + k

            gradients[p] <-
                if layout.Shared[p] then
                    [| total operands.Precision blockSums[k] call.Blocks |]
                else
                    perFeature operands.Precision sums[k] operands.Neurons operands.Parameters.Rows[p].Period)

        gradients
