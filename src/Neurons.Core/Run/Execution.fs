namespace Neurons.Run

open System.Numerics.Tensors
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// What a pass reads, wherever it lies in memory: managed tensors, or those of another library.
type internal Operands = {
    Precision: Precision
    /// The steps of a run.
    Steps: int
    Neurons: int
    Parameters: BoundParameters
    Inputs: Rows[]
    /// The states before the first step of a run: in the row of that step.
    Initial: InitialRow[]
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
        let neurons = int state.Values[0].FlattenedLength
        let rowBytes = nativeint neurons * nativeint (Precision.size precision)

        {
            Precision = precision
            Steps = steps
            Neurons = neurons
            Parameters = Bound.parameters precision lease parameters
            Inputs = inputs |> Array.map (Bound.input lease rowBytes)
            Initial = state.Values |> Array.map (Bound.initial lease)
            Noise = Bound.noise state
        }

/// Where the gradients of a backward pass are read from and written to; 0 where there is none or none is wanted.
type internal GradientPlaces = {
    /// Of what was recorded: read.
    Recorded: Rows[]
    /// Of what was recorded first, in place of its rows; null to read them.
    Computed: IComputedRows
    /// Of the last state of a run: read.
    Final: nativeint[]
    /// Of the inputs: written; of a constant one, the sum over time.
    Inputs: Rows[]
    /// Of the states before the first step of a run: written.
    Initial: nativeint[]
    /// Of the parameters: each run adds to them. One number where it is shared, one a neuron where not; null where not wanted.
    Parameters: float[][]
}

module internal SummedGradients =
    /// Zeros for the parameters whose gradients are wanted.
    let zeros (values: ParameterValue[]) (wanted: bool[]) : float[][] =
        Array.map2
            (fun value wanted ->
                match value with
                | _ when not wanted -> null
                | Shared _ -> [| 0.0 |]
                | PerNeuron tensor -> Array.zeroCreate (int tensor.FlattenedLength))
            values
            wanted

    /// As values of the shapes of the parameters; null where not wanted.
    let values (values: ParameterValue[]) (gradients: float[][]) : ParameterValue[] =
        Array.map2
            (fun value (gradient: float[]) ->
                match value with
                | _ when isNull gradient -> Unchecked.defaultof<ParameterValue>
                | Shared _ -> Shared gradient[0]
                | PerNeuron tensor -> PerNeuron(Tensor.Create(gradient, tensor.Lengths)))
            values
            gradients

/// The gradient of a parameter, and the memory of the sums over time that a run leaves.
[<Struct>]
type internal ParameterSums = {
    Gradient: float[]
    /// One a block for a shared parameter, else one a neuron.
    Sums: nativeint
    Count: int
    IsShared: bool
} with

    /// Adds up the sums of a shared parameter, or those of each neuron over the batch, and adds them to the gradient.
    member s.Add precision =
        let gradient = s.Gradient

        match precision with
        | Precision.Float32 when s.IsShared ->
            gradient[0] <- gradient[0] + float (PairwiseSum.Sum(Memory.span<float32> s.Sums s.Count))
        | Precision.Float64 when s.IsShared ->
            gradient[0] <- gradient[0] + PairwiseSum.Sum(Memory.span<float> s.Sums s.Count)
        | Precision.Float32 ->
            let rows = Memory.pointer<float32> s.Sums
            PairwiseSum.SumRows(rows, int64 (s.Count / gradient.Length), int64 gradient.Length, rows)

            for n in 0 .. gradient.Length - 1 do
                gradient[n] <- gradient[n] + float (NativePtr.get rows n)
        | Precision.Float64 ->
            let rows = Memory.pointer<float> s.Sums
            PairwiseSum.SumRows(rows, int64 (s.Count / gradient.Length), int64 gradient.Length, rows)

            for n in 0 .. gradient.Length - 1 do
                gradient[n] <- gradient[n] + NativePtr.get rows n

/// A backward pass that is ready to run.
[<Sealed>]
type internal BackwardRun(pass: Backward, precision: Precision, sums: ParameterSums[]) =
    /// Runs the steps of the operands, of which the first is that of a number.
    member _.Run(firstStep: int) =
        pass.Run firstStep

        for i in 0 .. sums.Length - 1 do
            sums[i].Add precision

/// Makes ready the kernels of a neuron over memory, to be run: at least one step of at least one neuron. A run takes the steps of the
/// operands; where those are fewer than the rows hold, one run after another goes through a sequence.
type internal Execution(compiled: Compiled, cut: Cut) =
    let call (o: Operands) block ahead = {
        Precision = o.Precision
        Steps = o.Steps
        Neurons = o.Neurons
        Block = block
        Inputs = o.Inputs
        Shared = o.Parameters.Numbers
        Parameters = o.Parameters.Rows
        Noise = o.Noise
        Ahead = ahead
    }

    /// The steps that rows are fetched ahead, if so many of them a step are read or written, each once.
    let ahead (rowBytes: nativeint) steps rows = cut.Ahead(int64 rowBytes * int64 steps * int64 rows)

    /// What is recorded goes to `rows`; the last state of a run to `final`, in the row of its last step, which may be where the first one
    /// is. The arrays are read when it runs.
    member _.Forward(operands: Operands, recorded: Recorded[], rows: Rows[], final: Rows[]) =
        let kernel = compiled.Step(operands.Parameters.Layout, recorded)
        Forward(call operands 1 0, kernel, operands.Initial, final, rows)

    /// The kernel of a step that records these.
    member _.Step(layout: Layout, recorded: Recorded[]) : StepKernel = compiled.Step(layout, recorded)

    /// Runs so many steps of so many neurons, of which the first is that of a number.
    member _.Run(forward: Forward, firstStep: int, neurons: int, steps: int, noise: Noise) =
        let call = forward.Call
        let threads = Parallelism.Threads
        call.Neurons <- neurons
        call.Steps <- steps
        call.Noise <- noise
        call.Ahead <- ahead (nativeint neurons * call.ElementSize) steps forward.Moving
        call.Block <- cut.Block(neurons, int call.ElementSize, forward.Rewritten, threads, call.Ahead)
        forward.Run(firstStep, threads)

    /// The gradients of Σ dRecorded·recorded + Σ dFinal·final, written where they are wanted.
    member _.Backward(lease: Lease, operands: Operands, recorded: Recorded[], places: GradientPlaces) =
        let layout = operands.Parameters.Layout

        let wanted = {
            Inputs = places.Inputs |> Array.map (fun rows -> rows.First <> 0n)
            Constant = Array.init operands.Inputs.Length operands.IsConstant
            Parameters = places.Parameters |> Array.map (isNull >> not)
        }

        let given =
            places.Recorded
            |> Array.mapi (fun r rows -> rows.First <> 0n || (r = 0 && not (isNull places.Computed)))

        let kernels = compiled.Reverse(layout, recorded, given, wanted)
        let size = Precision.size operands.Precision
        let threads = Parallelism.Threads
        let rewritten = operands.Initial.Length + kernels.Reverse.SumsIn.Length
        let moving = Rows.Moving operands.Inputs + Rows.Moving places.Recorded + Rows.Moving places.Inputs
        let ahead = ahead operands.RowBytes operands.Steps moving
        let block = cut.Block(operands.Neurons, size, rewritten, threads, ahead)
        let kept = kernels.Record.Plan.Tape.Length + (if isNull places.Computed then 0 else 1)
        let segment = cut.Segment(operands.Steps, kept, size, block)
        let call = call operands block ahead

        let constantInputs = [|
            for i in 0 .. places.Inputs.Length - 1 do
                if wanted.Inputs[i] && wanted.Constant[i] then
                    places.Inputs[i].First
        |]

        let parameters = [|
            for p in 0 .. places.Parameters.Length - 1 do
                if wanted.Parameters[p] then
                    let isShared = layout.Shared[p]
                    let count = if isShared then call.Blocks else operands.Neurons

                    {
                        Gradient = places.Parameters[p]
                        Sums = lease.Scratch(int64 (Memory.aligned (nativeint count * nativeint size)))
                        Count = count
                        IsShared = isShared
                    }
        |]

        let sums isShared = parameters |> Array.map (fun p -> if p.IsShared = isShared then p.Sums else 0n)

        let targets = {
            Inputs = places.Inputs |> Array.mapi (fun i rows -> if wanted.Constant[i] then Rows.One 0n else rows)
            States = places.Initial
            Sums = Array.append constantInputs (sums false)
            BlockSums = Array.append (constantInputs |> Array.map (fun _ -> 0n)) (sums true)
        }

        BackwardRun(
            Backward(
                call,
                kernels,
                operands.Initial,
                places.Recorded,
                places.Computed,
                places.Final,
                targets,
                segment,
                threads
            ),
            operands.Precision,
            parameters
        )
