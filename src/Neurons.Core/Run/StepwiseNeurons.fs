namespace Neurons.Run

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// Neurons that run one step at a time over memory of a whole sequence: all that a step needs is made ready before the first, and a step
/// allocates nothing. The inputs of a step, [T; shape], may be written just before it runs. What is recorded goes to `outputs`, [T; shape], and
/// the states to `states`, each [T + 1; shape], before each step and after the last. All of these are contiguous; the lease holds them.
[<Sealed>]
type StepwiseNeurons<'T>
    (
        lease: Lease,
        neuron: Dynamics,
        parameters: ParameterValue[],
        start: StateValues<'T>,
        inputs: Tensor<'T>[],
        recorded: Record,
        outputs: Tensor<'T>,
        states: Tensor<'T>[]
    ) =
    let definition = neuron.Definition
    let shape = Check.state definition start
    do neuron.Validate(Precision.ofType<'T>, parameters)
    do Check.fit definition parameters shape
    do Check.present definition "inputs" inputs
    let sequences = inputs |> Array.map EachStep
    let steps = Check.inputs definition shape sequences
    do Check.horizon definition start steps
    let overTime count = Array.append [| nativeint count |] shape
    do Check.buffer definition "outputs" (overTime steps) outputs |> ignore
    do Check.buffers definition "states" start.Values.Length (steps + 1) shape states |> ignore

    let operands =
        let operands = Operands.ofTensors lease parameters start sequences 1

        let rows state =
            InitialRow.Of { First = lease.Write("states", state); Stride = operands.RowBytes }

        { operands with Initial = states |> Array.map rows }

    let recorded = neuron.Recorded [| recorded |]
    let row = operands.RowBytes
    let places = operands.Initial |> Array.map _.Rows

    let forward =
        neuron.Execution.Forward(
            operands,
            recorded,
            [| { First = lease.Write("outputs", outputs); Stride = row } |],
            places |> Array.map (fun rows -> { rows with First = rows.First + row })
        )

    let mutable backward: BackwardRun voption = ValueNone
    let mutable sums: float[][] = null

    let requireStep step =
        if step < 0 || step >= steps then
            raise (
                ArgumentOutOfRangeException(
                    nameof step,
                    step,
                    $"%s{definition.Name}: step is %d{step}; there are %d{steps}."
                )
            )

    /// The rows of a gradient, of which one may be that of each step.
    let rows name (tensor: Tensor<'T>) : Rows =
        Check.present definition name tensor
        let isOne = Shape.isOver tensor shape && tensor.Lengths[0] = 1n

        if not isOne then
            Check.buffer definition name (overTime steps) tensor |> ignore

        { First = lease.Write(name, tensor); Stride = if isOne then 0n else row }

    /// The bytes of one step's row.
    member internal _.RowBytes = row
    member internal _.Neurons = operands.Neurons

    /// Where the rows of an input are.
    member internal _.Input(index: int) = operands.Inputs[index]

    /// Goes to the state before the first step.
    member _.Begin() =
        for i in 0 .. places.Length - 1 do
            Memory.copy (lease.Read start.Values[i]) places[i].First row

    /// Runs a step, of which those before have been run.
    member _.Forward(step: int) =
        requireStep step
        neuron.Execution.Run(forward, step, operands.Neurons, 1, operands.Noise)

    /// The state after the last of so many steps, in these tensors.
    member _.CopyState(steps: int, target: Tensor<'T>[]) =
        if steps > 0 then
            requireStep (steps - 1)

        Check.buffers definition "target" places.Length -1 shape target |> ignore

        for i in 0 .. places.Length - 1 do
            Memory.copy (places[i].At(steps, 0n)) (lease.Write("target", target[i])) row

    /// Makes ready the way back: from the gradients of the outputs and those of the last state, in `dStates` (which then hold those before
    /// each step), to those of the inputs, in `dInputs` (null where not wanted), and of the wanted parameters. The gradients of outputs and
    /// inputs are [T; shape], or [1; shape]: then the one row is that of each step in turn.
    member this.BeginBackward
        (dOutputs: Tensor<'T>, dStates: Tensor<'T>[], dInputs: Tensor<'T>[], wanted: bool[])
        : unit =
        this.BeginBackward(rows "dOutputs" dOutputs, dStates, dInputs, wanted)

    /// The same, with the gradient of a step's outputs in these rows when the step is gone over.
    member internal _.BeginBackward
        (dOutputs: Rows, dStates: Tensor<'T>[], dInputs: Tensor<'T>[], wanted: bool[])
        : unit =
        Check.buffers definition "dStates" places.Length -1 shape dStates |> ignore
        Check.present definition "dInputs" dInputs
        Check.present definition "wanted" wanted

        if dInputs.Length <> inputs.Length || wanted.Length <> parameters.Length then
            Check.fail
                definition
                $"%d{dInputs.Length} buffers for gradients of inputs and %d{wanted.Length} requests for parameters were given; \
                  there are %d{inputs.Length} and %d{parameters.Length}."

        sums <- SummedGradients.zeros parameters wanted
        let dStates = dStates |> Array.map (fun state -> lease.Write("dStates", state))

        let dInput (tensor: Tensor<'T>) = if isNull tensor then { First = 0n; Stride = 0n } else rows "dInputs" tensor

        backward <-
            ValueSome(
                neuron.Execution.Backward(
                    lease,
                    operands,
                    recorded,
                    {
                        Recorded = [| dOutputs |]
                        Computed = null
                        Final = dStates
                        Inputs = dInputs |> Array.map dInput
                        Initial = dStates
                        Parameters = sums
                    }
                )
            )

    /// Goes back over a step; those after have been gone over.
    member _.Backward(step: int) =
        requireStep step

        match backward with
        | ValueSome run -> run.Run step
        | ValueNone -> invalidOp "There is no way back: BeginBackward makes it ready."

    /// The gradients of the parameters, of the steps that have been gone over.
    member _.ParameterGradients: ParameterValue[] = SummedGradients.values parameters sums
