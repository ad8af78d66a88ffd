namespace Neurons.Run

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Compile

/// Neurons that run one step at a time over memory of a whole sequence: all that a step needs is made ready before the first. The inputs of
/// a step may be written just before it runs. The states are [T + 1; shape], before each step and after the last. The lease holds all of it.
[<Sealed>]
type internal StepwiseNeurons<'T>
    (
        lease: Lease,
        neuron: Dynamics,
        parameters: ParameterValue[],
        start: StateValues<'T>,
        inputs: Tensor<'T>[],
        recorded: Recorded,
        outputs: Tensor<'T>,
        states: Tensor<'T>[]
    ) =
    let operands =
        let operands = Operands.ofTensors lease parameters start (inputs |> Array.map EachStep) 1

        let rows state =
            InitialRow.Of { First = lease.Write("States", state); Stride = operands.RowBytes }

        { operands with Initial = states |> Array.map rows }

    let recorded = [| recorded |]
    let row = operands.RowBytes
    let places = operands.Initial |> Array.map _.Rows

    let forward =
        neuron.Execution.Forward(
            operands,
            recorded,
            [| { First = lease.Write("Outputs", outputs); Stride = row } |],
            places |> Array.map (fun rows -> { rows with First = rows.First + row })
        )

    let mutable backward: BackwardRun voption = ValueNone
    let mutable sums: float[][] = null

    /// The bytes of one step's row.
    member _.RowBytes = row
    member _.Neurons = operands.Neurons

    /// Where the rows of an input are.
    member _.Input(index: int) = operands.Inputs[index]

    /// Goes to the state before the first step.
    member _.Begin() =
        for i in 0 .. places.Length - 1 do
            Memory.copy (lease.Read start.Values[i]) places[i].First row

    /// Runs a step, of which those before have been run.
    member _.Forward(step: int) = neuron.Execution.Run(forward, step, operands.Neurons, 1, operands.Noise)

    /// The state after the last of so many steps, in these tensors.
    member _.CopyState(steps: int, target: Tensor<'T>[]) =
        for i in 0 .. places.Length - 1 do
            Memory.copy (places[i].At(steps, 0n)) (lease.Write("last", target[i])) row

    /// Makes ready the way back: from the gradients of the outputs, in these rows, and those of the last state, in `dStates` (which then
    /// holds that before each step), to those of the inputs, in the rows of `dInputs` (of which one may serve all steps; null where not
    /// wanted), and of the wanted parameters.
    member _.BeginBackward(dOutputs: Rows, dStates: Tensor<'T>[], dInputs: Tensor<'T>[], wanted: bool[]) =
        sums <- SummedGradients.zeros parameters wanted
        let dStates = dStates |> Array.map (fun state -> lease.Write("dStates", state))

        let dInput (tensor: Tensor<'T>) =
            if isNull tensor then
                { First = 0n; Stride = 0n }
            else
                {
                    First = lease.Write("dInputs", tensor)
                    Stride = if tensor.Lengths[0] = 1n then 0n else row
                }

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
    member _.Backward(step: int) = backward.Value.Run step

    /// The gradients of the parameters, of the steps that have been gone over.
    member _.ParameterGradients: ParameterValue[] = SummedGradients.values parameters sums
