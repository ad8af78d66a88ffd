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
    let precision = Precision.ofType<'T>
    let shape = state.Shape

    let gradientShape input =
        match input with
        | EachStep tensor -> Shape.ofTensor tensor
        | Unchanged _ -> shape

    /// A shared parameter's sum over blocks.
    let total (sums: nativeint) blocks =
        match precision with
        | Precision.Float32 -> float (PairwiseSum.Sum(Memory.span<float32> sums blocks))
        | Precision.Float64 -> PairwiseSum.Sum(Memory.span<float> sums blocks)

    /// A per-neuron parameter's sum over the batch, as float64.
    let perFeature (sums: nativeint) neurons period (like: Tensor<float>) =
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

        PerNeuron(Tensor.Create(values, like.Lengths))

    /// What the forward pass recorded.
    member _.Recorded = result.Recorded
    /// The state after the last step.
    member _.Final = result.Final

    /// The gradients of Σ dRecorded·recorded + Σ dFinal·final. Null stands for no gradient, as an array or as an element.
    member _.Gradients(dRecorded: Tensor<'T>[], dFinal: Tensor<'T>[], request: GradientRequest<'T>) : Gradients<'T> =
        let count what expected (given: 'A[]) =
            if given.Length <> expected then
                Check.fail definition $"{given.Length} {what} were given; there are {expected}."

        let dRecorded = if isNull dRecorded then Array.zeroCreate records.Length else dRecorded
        let dFinal = if isNull dFinal then Array.zeroCreate state.Values.Length else dFinal
        let steps = Check.inputs definition shape inputs
        count "gradients of what was recorded" records.Length dRecorded
        count "gradients of the final state" state.Values.Length dFinal
        count "input requests" inputs.Length request.Inputs
        count "parameter requests" parameters.Length request.Parameters

        for r in 0 .. records.Length - 1 do
            if not (isNull dRecorded[r]) then
                // of spikes that are kept as bits there is no tensor
                let recorded =
                    if result.Recorded.Length > r then
                        Shape.ofTensor result.Recorded[r]
                    else
                        Array.append [| nativeint steps |] shape

                Check.buffer definition $"dRecorded[{r}]" recorded dRecorded[r] |> ignore

        for s in 0 .. dFinal.Length - 1 do
            if not (isNull dFinal[s]) then
                Check.buffer definition $"dFinal[{s}]" shape dFinal[s] |> ignore

        let neurons = Shape.count shape
        let threads = Parallelism.Threads
        use lease = new Lease()
        let bound = Bound.parameters precision lease parameters
        let size = Precision.size precision
        let rowBytes = nativeint neurons * nativeint size

        let wanted = {
            Inputs = request.Inputs
            Constant =
                inputs
                |> Array.map (fun input ->
                    match input with
                    | Unchanged _ -> true
                    | EachStep _ -> false)
            Parameters = request.Parameters
        }

        let inputGradients =
            inputs
            |> Array.mapi (fun i input ->
                if not request.Inputs[i] then
                    null
                elif isNull request.InputBuffers || isNull request.InputBuffers[i] then
                    Shape.create<'T> (gradientShape input)
                else
                    Check.buffer definition $"InputBuffers[{i}]" (gradientShape input) request.InputBuffers[i])

        let stateGradients =
            state.Values |> Array.map (fun _ -> if request.State then Shape.create<'T> shape else null)

        if steps = 0 || neurons = 0 then
            for gradient in inputGradients do
                if not (isNull gradient) then
                    gradient.Clear()

            for s in 0 .. stateGradients.Length - 1 do
                if request.State then
                    if isNull dFinal[s] then
                        stateGradients[s].Clear()
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
            let kernels =
                dynamics.Compiled.Reverse(
                    bound.Layout,
                    dynamics.Recorded records,
                    dRecorded |> Array.map (isNull >> not),
                    wanted
                )

            let block =
                dynamics.Cut.Block(neurons, size, state.Values.Length + kernels.Reverse.SumsIn.Length, threads)

            let segment = dynamics.Cut.Segment(steps, kernels.Record.Plan.Tape.Length, size, block)

            let call = {
                Precision = precision
                Steps = steps
                Neurons = neurons
                Block = block
                Inputs = inputs |> Array.map (Bound.input lease rowBytes)
                Shared = bound.Numbers
                Parameters = bound.Rows
                Noise = Bound.noise state
            }

            let constantInputs = [|
                for i in 0 .. inputs.Length - 1 do
                    if wanted.Inputs[i] && wanted.Constant[i] then
                        i
            |]

            let parameterSums = [|
                for p in 0 .. parameters.Length - 1 do
                    if wanted.Parameters[p] then
                        p
            |]

            let perNeuronSum = rowBytes |> Memory.aligned

            let sums =
                Array.append
                    (constantInputs |> Array.map (fun i -> lease.Write("input gradient", inputGradients[i])))
                    (parameterSums
                     |> Array.map (fun p -> if parameters[p].IsShared then 0n else lease.Scratch(int64 perNeuronSum)))

            let blockSums =
                Array.append
                    (constantInputs |> Array.map (fun _ -> 0n))
                    (parameterSums
                     |> Array.map (fun p ->
                         if parameters[p].IsShared then lease.Scratch(int64 (call.Blocks * size)) else 0n))

            let targets = {
                Inputs =
                    inputGradients
                    |> Array.mapi (fun i gradient ->
                        if isNull gradient || wanted.Constant[i] then
                            { First = 0n; Stride = 0n }
                        else
                            { First = lease.Write("input gradient", gradient); Stride = rowBytes })
                States =
                    stateGradients
                    |> Array.map (fun gradient ->
                        if isNull gradient then 0n else lease.Write("state gradient", gradient))
                Sums = sums
                BlockSums = blockSums
            }

            let outputRows =
                dRecorded
                |> Array.map (fun gradient ->
                    if isNull gradient then
                        { First = 0n; Stride = 0n }
                    else
                        { First = lease.Read gradient; Stride = rowBytes })

            let finalRows =
                dFinal |> Array.map (fun gradient -> if isNull gradient then 0n else lease.Read gradient)

            Backward(
                call,
                kernels,
                state.Values |> Array.map lease.Read,
                outputRows,
                finalRows,
                targets,
                segment,
                threads
            )
                .Run()

            let parameterGradients: ParameterValue[] = Array.zeroCreate parameters.Length

            parameterSums
            |> Array.iteri (fun k p ->
                let k = constantInputs.Length + k

                parameterGradients[p] <-
                    match parameters[p] with
                    | Shared _ -> Shared(total blockSums[k] call.Blocks)
                    | PerNeuron tensor -> perFeature sums[k] neurons (int tensor.FlattenedLength) tensor)

            {
                Inputs = inputGradients
                State = stateGradients
                Parameters = parameterGradients
            }

module Pullback =
    /// The forward pass with its gradient function.
    let run (dynamics: Dynamics) parameters (state: StateValues<'T>) inputs records into =
        let result = dynamics.Integral(parameters, state, inputs, records, into)
        Pullback<'T>(dynamics, parameters, state, inputs, records, result)

    /// The forward pass that keeps its spikes as bits, with its gradient function.
    let internal ofSpikes (dynamics: Dynamics) parameters (state: StateValues<'T>) inputs (bits: SpikeBits) final =
        let result = dynamics.Spikes(parameters, state, inputs, bits, final)
        Pullback<'T>(dynamics, parameters, state, inputs, [| Outputs |], result)
