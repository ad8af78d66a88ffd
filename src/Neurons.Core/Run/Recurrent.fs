namespace Neurons

open System
open System.Numerics.Tensors
open Neurons.Run

/// The synapses of a recurrent layer of N neurons with M inputs; not to be changed after.
[<Sealed>]
type RecurrentWeights<'T>(input: Tensor<'T>, recurrent: Tensor<'T>) =
    let inputShape, recurrentShape = Shape.ofTensor input, Shape.ofTensor recurrent

    do
        if inputShape.Length <> 2 then
            invalidArg "input" $"The input weights have the shape {Shape.text inputShape}; it must be [N, M]."

        if recurrentShape <> [| inputShape[0]; inputShape[0] |] then
            invalidArg
                "recurrent"
                $"The recurrent weights have the shape {Shape.text recurrentShape}; it must be [N, N] with input weights of {Shape.text inputShape}."

    let inputTransposed = lazy Products.transpose input
    let recurrentTransposed = lazy Products.transpose recurrent
    /// W_in, [N, M].
    member _.Input = input
    /// W_rec, [N, N]: from column to row.
    member _.Recurrent = recurrent
    member _.Neurons = int inputShape[0]
    member _.Inputs = int inputShape[1]
    /// One row for each neuron that sends, so that a spike adds a row.
    member internal _.InputRows = inputTransposed.Value
    member internal _.RecurrentRows = recurrentTransposed.Value

/// The state of a recurrent layer: its neurons', and the spikes of the last step.
type RecurrentValues<'T> = { Spikes: Tensor<'T>; Neurons: StateValues<'T> }

/// The gradients of a recurrent layer.
type RecurrentGradients<'T> = {
    /// [T; B; M].
    Inputs: Tensor<'T>
    InputWeights: Tensor<'T>
    RecurrentWeights: Tensor<'T>
    Spikes: Tensor<'T>
    /// Of each initial state.
    State: Tensor<'T>[]
    /// In the order of the parameters; all of them.
    Parameters: ParameterValue[]
}

/// What a sequence of a recurrent layer leaves for its gradient: the states before each step and the currents into the neurons.
type RecurrentTrace<'T> = internal {
    Weights: RecurrentWeights<'T>
    Parameters: ParameterValue[]
    /// [T·B, M].
    Sequence: Tensor<'T>
    Before: RecurrentValues<'T>[]
    Currents: Tensor<'T>[]
    After: RecurrentValues<'T>
}

/// A layer whose neurons also receive each other's spikes of the step before: x = W_in z_in + W_rec z. Any neuron with one input.
module Recurrent =
    let internal check (neuron: Dynamics) (weights: RecurrentWeights<'T>) (state: RecurrentValues<'T>) =
        let definition = neuron.Definition

        if definition.InputNames.Length <> 1 then
            Check.fail definition $"a recurrent layer needs one input; there are {definition.InputNames.Length}."

        let shape = Check.state definition state.Neurons
        Check.buffer definition "Spikes" shape state.Spikes |> ignore

        if shape.Length = 0 || int shape[shape.Length - 1] <> weights.Neurons then
            Check.fail
                definition
                $"the state has the shape {Shape.text shape}; the weights are for {weights.Neurons} neurons."

        shape

    let private checkInput
        (neuron: Dynamics)
        (weights: RecurrentWeights<'T>)
        (wanted: nativeint[])
        (lengths: nativeint[])
        =
        let wanted = Array.append wanted[.. wanted.Length - 2] [| nativeint weights.Inputs |]

        if lengths <> wanted then
            Check.fail neuron.Definition $"the input has the shape {Shape.text lengths}; {Shape.text wanted} is needed."

    /// The initial state, without spikes.
    let initial<'T> (neuron: Dynamics) parameters (shape: int[]) : RecurrentValues<'T> =
        let shape = Array.map nativeint shape

        {
            Spikes = Shape.zeros<'T> shape
            Neurons = neuron.Initial<'T>(parameters, shape, 0UL, 0u)
        }

    /// The step after the input's currents: those of the spikes of the step before are added to them.
    let private advance
        (neuron: Dynamics)
        parameters
        (weights: RecurrentWeights<'T>)
        (state: RecurrentValues<'T>)
        (current: Tensor<'T>)
        =
        let n = weights.Neurons
        let rows = int current.FlattenedLength / max n 1
        Products.multiply state.Spikes false weights.Recurrent true current rows n n true
        let struct (z, next) = neuron.Step(parameters, state.Neurons, [| current |])
        struct (z, { Spikes = z; Neurons = next })

    let private currents (weights: RecurrentWeights<'T>) (x: Tensor<'T>) (shape: nativeint[]) =
        let current = Shape.create<'T> shape
        let rows = int x.FlattenedLength / max weights.Inputs 1
        Products.multiply x false weights.Input true current rows weights.Neurons weights.Inputs false
        current

    /// One step: x is [B; M], the output [B; N].
    let step
        (neuron: Dynamics)
        parameters
        (weights: RecurrentWeights<'T>)
        (state: RecurrentValues<'T>)
        (x: Tensor<'T>)
        =
        let shape = check neuron weights state
        checkInput neuron weights shape (Shape.ofTensor x)
        advance neuron parameters weights state (currents weights x shape)

    /// Runs a sequence [T; B; M] and keeps what its gradient needs: all spikes [T; B; N], and the trace, in which the last state is.
    let trace
        (neuron: Dynamics)
        parameters
        (weights: RecurrentWeights<'T>)
        (state: RecurrentValues<'T>)
        (xs: Tensor<'T>)
        =
        let shape = check neuron weights state
        let lengths = Shape.ofTensor xs

        if lengths.Length <> shape.Length + 1 then
            Check.fail
                neuron.Definition
                $"the input has the shape {Shape.text lengths}; it must be [T, …] before the state's {Shape.text shape}."

        checkInput neuron weights (Array.append [| lengths[0] |] shape) lengths
        let steps = int lengths[0]
        let size = Shape.count shape
        // the input's currents of all steps in one product
        let all = currents weights xs (Array.append [| lengths[0] |] shape)
        let flat = Array.zeroCreate (steps * size)
        all.FlattenTo(flat.AsSpan())
        let spikes: 'T[] = Array.zeroCreate (steps * size)
        let before = Array.zeroCreate steps
        let perStep = Array.zeroCreate steps
        let mutable now = state

        for t in 0 .. steps - 1 do
            let current = Tensor.Create(Array.sub flat (t * size) size, ReadOnlySpan shape)
            before[t] <- now
            perStep[t] <- current
            let struct (z, next) = advance neuron parameters weights now current
            z.FlattenTo(spikes.AsSpan(t * size, size))
            now <- next

        let trace = {
            Weights = weights
            Parameters = parameters
            Sequence = xs
            Before = before
            Currents = perStep
            After = now
        }

        struct (Tensor.Create(spikes, ReadOnlySpan(Array.append [| lengths[0] |] shape)), trace)

    /// All spikes of a sequence [T; B; M], and the last state: T times `step`.
    let integral neuron parameters weights state (xs: Tensor<'T>) =
        let struct (spikes, trace) = trace neuron parameters weights state xs
        struct (spikes, trace.After)

    /// The gradients of Σ dSpikes·spikes + Σ dFinal·final state; null stands for no gradient.
    let gradients
        (neuron: Dynamics)
        (trace: RecurrentTrace<'T>)
        (dSpikes: Tensor<'T>)
        (dFinal: RecurrentValues<'T> voption)
        =
        let weights = trace.Weights
        let state = if trace.Before.Length > 0 then trace.Before[0] else trace.After
        let shape = state.Neurons.Shape
        let size, n, m = Shape.count shape, weights.Neurons, weights.Inputs
        let steps = trace.Before.Length
        let rows = size / max n 1
        let sequenceShape = Array.append [| nativeint steps |] shape

        let upstream =
            if isNull dSpikes then
                Array.zeroCreate (steps * size)
            else
                Check.buffer neuron.Definition "dSpikes" sequenceShape dSpikes |> ignore
                let flat: 'T[] = Array.zeroCreate (steps * size)
                dSpikes.FlattenTo(flat.AsSpan())
                flat

        let copy (tensor: Tensor<'T>) =
            let fresh = Shape.create<'T> shape
            Shape.copy tensor fresh
            fresh

        /// of the spikes of a step by the step after it, or as part of the final state
        let mutable dz =
            match dFinal with
            | ValueSome final when not (isNull final.Spikes) -> copy final.Spikes
            | _ -> Shape.zeros<'T> shape

        let mutable dState =
            match dFinal with
            | ValueSome final -> final.Neurons.Values
            | ValueNone -> Array.zeroCreate state.Neurons.Values.Length

        let parameters = trace.Parameters
        let sums: ParameterValue[] = Array.zeroCreate parameters.Length
        let currentGradients: 'T[] = Array.zeroCreate (steps * size)
        let before: 'T[] = Array.zeroCreate (steps * size)

        let request = {
            GradientRequest.Inputs = [| true |]
            State = true
            Parameters = Array.create parameters.Length true
            InputBuffers = null
        }

        for t in steps - 1 .. -1 .. 0 do
            let now = trace.Before[t]
            Products.add dz (Tensor.Create(Array.sub upstream (t * size) size, ReadOnlySpan shape))
            now.Spikes.FlattenTo(before.AsSpan(t * size, size))
            // a sequence of one step
            let upstreamOfStep: 'T[] = Array.zeroCreate size
            dz.FlattenTo(upstreamOfStep.AsSpan())
            let dOutput = Tensor.Create(upstreamOfStep, ReadOnlySpan(Array.append [| 1n |] shape))
            let result: IntegralResult<'T> = { Recorded = [| dOutput |]; Final = now.Neurons }

            let pullback =
                Pullback<'T>(
                    neuron,
                    parameters,
                    now.Neurons,
                    [| Unchanged(1, trace.Currents[t]) |],
                    [| Outputs |],
                    result
                )

            let g = pullback.Gradients([| dOutput |], dState, request)
            g.Inputs[0].FlattenTo(currentGradients.AsSpan(t * size, size))
            dState <- g.State

            for p in 0 .. sums.Length - 1 do
                sums[p] <-
                    match box sums[p], g.Parameters[p] with
                    | null, first -> first
                    | _, next -> ParameterValue.Add(sums[p], next)

            dz <- Shape.create<'T> shape
            Products.multiply g.Inputs[0] false weights.Recurrent false dz rows n n false

        let dCurrents = Tensor.Create(currentGradients, ReadOnlySpan sequenceShape)
        let z = Tensor.Create(before, ReadOnlySpan sequenceShape)
        let inputs = Shape.create<'T> (Shape.ofTensor trace.Sequence)
        let inputWeights = Shape.zeros<'T> (Shape.ofTensor weights.Input)
        let recurrentWeights = Shape.zeros<'T> (Shape.ofTensor weights.Recurrent)
        Products.multiply dCurrents false weights.Input false inputs (steps * rows) m n false
        Products.multiply dCurrents true trace.Sequence false inputWeights n m (steps * rows) false
        Products.multiply dCurrents true z false recurrentWeights n n (steps * rows) false

        {
            Inputs = inputs
            InputWeights = inputWeights
            RecurrentWeights = recurrentWeights
            Spikes = dz
            State = dState |> Array.map (fun g -> if isNull g then Shape.zeros<'T> shape else g)
            Parameters =
                Array.map2
                    (fun sum value ->
                        match box sum, value with
                        | null, Shared _ -> Shared 0.0
                        | null, PerNeuron tensor -> PerNeuron(Shape.zeros<float> (Shape.ofTensor tensor))
                        | _ -> sum)
                    sums
                    parameters
        }

/// The same layer with spikes as lists of indices: a spike adds a row of weights to the currents. The numbers are those of the dense
/// form, bit for bit.
module Sparse =
    let private addRows<'T> (spikes: SpikeIndices) (rows: Tensor<'T>) (current: Tensor<'T>) (n: int) =
        use lease = new Lease()
        let weights, target = lease.Read rows, lease.Write("currents", current)

        let add (sample: int) =
            match Precision.ofType<'T> with
            | Precision.Float32 ->
                let target = (Memory.span<float32> target (int current.FlattenedLength)).Slice(sample * n, n)
                let all = Memory.span<float32> weights (int rows.FlattenedLength)

                for k in spikes.Row sample do
                    TensorPrimitives.Add(Span.op_Implicit target, Span.op_Implicit (all.Slice(k * n, n)), target)
            | Precision.Float64 ->
                let target = (Memory.span<float> target (int current.FlattenedLength)).Slice(sample * n, n)
                let all = Memory.span<float> weights (int rows.FlattenedLength)

                for k in spikes.Row sample do
                    TensorPrimitives.Add(Span.op_Implicit target, Span.op_Implicit (all.Slice(k * n, n)), target)

        for sample in 0 .. spikes.Rows - 1 do
            add sample

    /// One step: x lists the spikes of [B; M], the output those of [B; N].
    let step
        (neuron: Dynamics)
        parameters
        (weights: RecurrentWeights<'T>)
        (state: RecurrentValues<'T>)
        (x: SpikeIndices)
        =
        let definition = neuron.Definition
        let shape = Recurrent.check neuron weights state
        let lengths = Array.map nativeint x.Shape

        if lengths <> Array.append shape[.. shape.Length - 2] [| nativeint weights.Inputs |] then
            Check.fail
                definition
                $"the input has the shape {Shape.text lengths} and the state {Shape.text shape}; with weights {Shape.text (Shape.ofTensor weights.Input)} they must be […, {weights.Inputs}] and […, {weights.Neurons}]."

        let current = Shape.zeros<'T> shape
        addRows x weights.InputRows current weights.Neurons
        addRows (SpikeIndices.OfDense state.Spikes) weights.RecurrentRows current weights.Neurons
        let struct (z, next) = neuron.Step(parameters, state.Neurons, [| current |])
        struct (SpikeIndices.OfDense z, { Spikes = z; Neurons = next })

    /// All steps of the spikes of [T; B; M]: the spikes of [T; B; N], and the last state.
    let integral neuron parameters (weights: RecurrentWeights<'T>) (state: RecurrentValues<'T>) (xs: SpikeIndices) =
        let mutable now = state
        let offsets = Collections.Generic.List<int>([ 0 ])
        let indices = Collections.Generic.List<int>()

        for t in 0 .. xs.Shape[0] - 1 do
            let struct (z, next) = step neuron parameters weights now (xs.Step t)

            for row in 0 .. z.Rows - 1 do
                offsets.Add(indices.Count + z.Offsets[row + 1])

            indices.AddRange z.Indices
            now <- next

        let shape = Array.append [| xs.Shape[0] |] (Array.map int state.Neurons.Shape)
        struct (SpikeIndices(shape, offsets.ToArray(), indices.ToArray()), now)
