namespace Neurons.Run

open System
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// Neurons at work where numbers lie, by addresses: on memory of another library, such as that of its tensors. Every row is as many numbers
/// of the precision as there are neurons, side by side, and a sequence is one row after the other, a row a step. An address is 0 where
/// there is nothing. That the memory is there, and stays while it is worked on, is the caller's to see to: nothing here can check it.
[<Sealed>]
type MemoryRun
    (
        neuron: Dynamics,
        precision: Precision,
        steps: int,
        neurons: int,
        parameters: ParameterValue[],
        inputs: nativeint[],
        states: nativeint[],
        noise: Noise
    ) =
    let recorded = [| Output 0 |]
    do Check.complete neuron.Definition parameters

    do
        if steps < 1 || neurons < 1 then
            Check.fail neuron.Definition $"%d{steps} steps of %d{neurons} neurons; at least one of each is needed."

    let count what (wanted: 'A[]) (given: 'B[]) =
        if isNull given || given.Length <> wanted.Length then
            Check.fail
                neuron.Definition
                $"%d{(if isNull given then 0 else given.Length)} %s{what} were given; there are %d{wanted.Length}."

    do count "inputs" neuron.Definition.InputNames inputs
    do count "states" neuron.Definition.StateNames states
    let lease = new Lease()
    let rowBytes = nativeint neurons * nativeint (Precision.size precision)
    let rows first : Rows = { First = first; Stride = rowBytes }

    let operands = {
        Precision = precision
        Steps = steps
        Neurons = neurons
        Parameters = Bound.parameters precision lease parameters
        Inputs = inputs |> Array.map rows
        Initial = states |> Array.map (Rows.One >> InitialRow.Of)
        Noise = noise
    }

    /// Runs all steps. Writes the output at every step, [T; neurons], and each state after the last.
    member _.Forward(output: nativeint, final: nativeint[]) =
        count "last states" states final

        let forward =
            neuron.Execution.Forward(operands, recorded, [| rows output |], final |> Array.map Rows.One)

        neuron.Execution.Run(forward, 0, neurons, steps, operands.Noise)

    /// The gradients of Σ dOutput·output + Σ dFinal·final. Writes those of the inputs, [T; neurons], and of the states before the first
    /// step; returns those of the parameters that are wanted: one number where it is shared, one a neuron where not, null where not wanted.
    member _.Backward
        (dOutput: nativeint, dFinal: nativeint[], dInputs: nativeint[], dStates: nativeint[], wanted: bool[])
        : float[][] =
        count "gradients of last states" states dFinal
        count "gradients of inputs" inputs dInputs
        count "gradients of states" states dStates
        count "parameter requests" parameters wanted
        let sums = SummedGradients.zeros parameters wanted

        neuron.Execution
            .Backward(
                lease,
                operands,
                recorded,
                {
                    Recorded = [| rows dOutput |]
                    Computed = null
                    Final = dFinal
                    Inputs = dInputs |> Array.map rows
                    Initial = dStates
                    Parameters = sums
                }
            )
            .Run
            0

        sums

    interface IDisposable with
        member _.Dispose() = lease.Dispose()
