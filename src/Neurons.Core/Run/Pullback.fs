namespace Neurons

open System
open System.Numerics.Tensors
open Neurons.Compile
open Neurons.Primitives
open Neurons.Run

/// The gradients that a pullback was asked for; null where it was not.
type Gradients<'T> = {
    /// Of each input: [T; shape of the state], or [shape of the state] for one that is constant over time.
    Inputs: Tensor<'T>[]
    /// Of each initial state.
    State: Tensor<'T>[]
    /// Of each parameter: a number if it is shared, a tensor of its shape if it is per neuron.
    Parameters: ParameterValue[]
}

/// Which gradients to compute.
type GradientRequest<'T> = {
    Inputs: bool[]
    State: bool
    Parameters: bool[]
    /// The caller's buffers for the gradients of the inputs; null to allocate.
    InputBuffers: Tensor<'T>[]
}

/// A forward pass together with its gradient. The forward pass stores nothing but what it returns: the gradient computes the states
/// again from the inputs, so those must not have been changed meanwhile.
[<Sealed>]
type Pullback<'T>
    internal
    (
        dynamics: Dynamics,
        parameters: ParameterValue[],
        state: StateValues<'T>,
        inputs: InputSequence<'T>[],
        records: Record[],
        result: IntegralResult<'T>
    ) =
    let definition = dynamics.Definition
    let shape = state.Shape

    /// `computed` stands for the gradient of what was recorded first, unless it is null.
    let gradients
        (dRecorded: Tensor<'T>[])
        (computed: IComputedRows)
        (dFinal: Tensor<'T>[])
        (request: GradientRequest<'T>)
        : Gradients<'T> =
        let count what expected (given: 'A[]) =
            if given.Length <> expected then
                Check.fail definition $"%d{given.Length} %s{what} were given; there are %d{expected}."

        let dRecorded = if isNull dRecorded then Array.zeroCreate records.Length else dRecorded
        let dFinal = if isNull dFinal then Array.zeroCreate state.Values.Length else dFinal
        let steps = Check.inputs definition shape inputs
        Check.present definition "Inputs" request.Inputs
        Check.present definition "Parameters" request.Parameters
        count "gradients of what was recorded" records.Length dRecorded
        count "gradients of the final state" state.Values.Length dFinal
        count "input requests" inputs.Length request.Inputs
        count "parameter requests" parameters.Length request.Parameters

        if not (isNull request.InputBuffers) then
            count "input buffers" inputs.Length request.InputBuffers

        let overTime = Array.append [| nativeint steps |] shape
        let gradientShape (input: InputSequence<'T>) = if input.IsEachStep then overTime else shape

        for r in 0 .. records.Length - 1 do
            if not (isNull dRecorded[r]) then
                Check.bufferAt definition "dRecorded" r overTime dRecorded[r] |> ignore

        for s in 0 .. dFinal.Length - 1 do
            if not (isNull dFinal[s]) then
                Check.bufferAt definition "dFinal" s shape dFinal[s] |> ignore

        let neurons = Shape.count shape

        let inputGradients =
            inputs
            |> Array.mapi (fun i input ->
                if not request.Inputs[i] then
                    null
                elif isNull request.InputBuffers || isNull request.InputBuffers[i] then
                    Shape.create<'T> (gradientShape input)
                else
                    Check.bufferAt definition "InputBuffers" i (gradientShape input) request.InputBuffers[i])

        let stateGradients =
            state.Values |> Array.map (fun _ -> if request.State then Shape.create<'T> shape else null)

        if steps = 0 || neurons = 0 then
            for gradient in inputGradients do
                if not (isNull gradient) then
                    Shape.clear gradient

            for s in 0 .. stateGradients.Length - 1 do
                if request.State then
                    if isNull dFinal[s] then
                        Shape.clear stateGradients[s]
                    else
                        Shape.copy dFinal[s] stateGradients[s]

            {
                Inputs = inputGradients
                State = stateGradients
                Parameters =
                    parameters
                    |> Array.mapi (fun p value ->
                        match value with
                        | Shared _ -> Shared 0.0
                        | PerNeuron tensor -> PerNeuron(Shape.zeros<float> (Shape.ofTensor tensor)))
            }
        else
            use lease = new Lease()
            let operands = Operands.ofTensors lease parameters state inputs steps
            let rows stride first = { First = first; Stride = stride }
            let read gradient = if isNull gradient then 0n else lease.Read gradient
            let write name gradient = if isNull gradient then 0n else lease.Write(name, gradient)

            let sums = SummedGradients.zeros parameters request.Parameters

            dynamics.Execution
                .Backward(
                    lease,
                    operands,
                    dynamics.Recorded records,
                    {
                        Recorded = dRecorded |> Array.map (read >> rows operands.RowBytes)
                        Computed = computed
                        Final = dFinal |> Array.map read
                        Inputs = inputGradients |> Array.map (write "input gradient" >> rows operands.RowBytes)
                        Initial = stateGradients |> Array.map (write "state gradient")
                        Parameters = sums
                    }
                )
                .Run
                0

            {
                Inputs = inputGradients
                State = stateGradients
                Parameters = SummedGradients.values parameters sums
            }

    /// What the forward pass recorded.
    member _.Recorded = result.Recorded
    /// The state after the last step.
    member _.Final = result.Final

    /// The gradients of Σ dRecorded·recorded + Σ dFinal·final. Null stands for no gradient, as an array or as an element.
    member _.Gradients(dRecorded: Tensor<'T>[], dFinal: Tensor<'T>[], request: GradientRequest<'T>) : Gradients<'T> =
        gradients dRecorded null dFinal request

    /// The gradients of Σ dRecorded·recorded, where that of what was recorded first is computed in pieces, and there is no other.
    member _.GradientsOfRows(dRecorded: IComputedRows, request: GradientRequest<'T>) : Gradients<'T> =
        gradients null dRecorded null request

module Pullback =
    /// The gradient function of a forward pass that has been made: of the outputs that are recorded, or of spikes that are kept as bits.
    let ofResult (dynamics: Dynamics) parameters (state: StateValues<'T>) inputs records (result: IntegralResult<'T>) =
        Pullback<'T>(dynamics, parameters, state, inputs, records, result)

    /// The forward pass with its gradient function.
    let run (dynamics: Dynamics) parameters (state: StateValues<'T>) inputs records into =
        ofResult dynamics parameters state inputs records (dynamics.Integral(parameters, state, inputs, records, into))

    /// The forward pass that keeps its spikes as bits, with its gradient function.
    let ofSpikes (dynamics: Dynamics) parameters (state: StateValues<'T>) inputs (bits: SpikeBits) final =
        ofResult
            dynamics
            parameters
            state
            inputs
            [| Outputs |]
            (dynamics.Spikes(parameters, state, inputs, bits, final))
