namespace Neurons

open System
open System.Numerics.Tensors
open Neurons.Primitives
open Neurons.Run

/// The synapses of a recurrent layer of N neurons with M inputs; not to be changed after.
[<Sealed>]
type RecurrentWeights<'T>(input: Tensor<'T>, recurrent: Tensor<'T>) =
    do
        ArgumentNullException.ThrowIfNull(input, nameof input)
        ArgumentNullException.ThrowIfNull(recurrent, nameof recurrent)

    let inputShape, recurrentShape = Shape.ofTensor input, Shape.ofTensor recurrent

    do
        if inputShape.Length <> 2 then
            invalidArg "input" $"The input weights have the shape %s{Shape.text inputShape}; it must be [N, M]."

        if recurrentShape <> [| inputShape[0]; inputShape[0] |] then
            invalidArg
                "recurrent"
                $"The recurrent weights have the shape %s{Shape.text recurrentShape}; \
                  it must be [N, N] with input weights of %s{Shape.text inputShape}."

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

/// What a sequence of a recurrent layer leaves for its gradient.
type RecurrentTrace<'T> = internal {
    Weights: RecurrentWeights<'T>
    /// [T; B; M].
    Inputs: Tensor<'T>
    Sequence: StepwiseSequence<'T>
    After: RecurrentValues<'T>
} with

    /// The states of all steps, and after the last: of each [T + 1; shape].
    member t.States = t.Sequence.States
    /// The outputs and states after the last step.
    member t.Final = t.After

/// A layer whose neurons also receive each other's spikes of the step before: x = W_in z_in + W_rec z. Any neuron with one input.
module Recurrent =
    let internal check (neuron: Dynamics) (weights: RecurrentWeights<'T>) (state: RecurrentValues<'T>) =
        let definition = neuron.Definition

        if definition.InputNames.Length <> 1 then
            Check.fail definition $"a recurrent layer needs one input; there are %d{definition.InputNames.Length}."

        let shape = Check.state definition state.Neurons
        Check.buffer definition "Spikes" shape state.Spikes |> ignore

        if shape.Length = 0 || int shape[shape.Length - 1] <> weights.Neurons then
            Check.fail
                definition
                $"the state has the shape %s{Shape.text shape}; the weights are for %d{weights.Neurons} neurons."

        shape

    let private checkInput
        (neuron: Dynamics)
        (weights: RecurrentWeights<'T>)
        (wanted: nativeint[])
        (lengths: nativeint[])
        =
        let wanted = Array.append wanted[.. wanted.Length - 2] [| nativeint weights.Inputs |]

        if lengths <> wanted then
            Check.fail
                neuron.Definition
                $"the input has the shape %s{Shape.text lengths}; %s{Shape.text wanted} is needed."

    /// The initial state, without spikes.
    let initial<'T> (neuron: Dynamics) parameters (shape: int[]) : RecurrentValues<'T> =
        let shape = Array.map nativeint shape

        {
            Spikes = Shape.zeros<'T> shape
            Neurons = neuron.Initial<'T>(parameters, shape, 0UL, 0u)
        }

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
        checkInput neuron weights shape (Shape.ofTensor (Shape.present "x" x))
        let current = currents weights x shape
        let n = weights.Neurons
        let rows = Shape.count shape / max n 1
        Products.multiply state.Spikes false weights.Recurrent true current rows n n true
        let struct (z, next) = neuron.Step(parameters, state.Neurons, [| current |])
        struct (z, { Spikes = z; Neurons = next })

    /// Runs a sequence [T; B; M] and keeps what its gradient needs: all spikes [T; B; N], and the trace, in which the last state is.
    let trace
        (neuron: Dynamics)
        parameters
        (weights: RecurrentWeights<'T>)
        (state: RecurrentValues<'T>)
        (xs: Tensor<'T>)
        =
        let shape = check neuron weights state
        let lengths = Shape.ofTensor (Shape.present "xs" xs)

        if lengths.Length <> shape.Length + 1 then
            Check.fail
                neuron.Definition
                $"the input has the shape %s{Shape.text lengths}; it must be [T, …] before the state's %s{Shape.text shape}."

        checkInput neuron weights (Array.append [| lengths[0] |] shape) lengths
        let over steps = Array.append [| steps |] shape
        // the input's currents of all steps in one product
        let sequence = {
            Parameters = parameters
            Start = state
            Currents = currents weights xs (over lengths[0])
            Outputs = Shape.create<'T> (over lengths[0])
            States = state.Neurons.Values |> Array.map (fun _ -> Shape.create<'T> (over (lengths[0] + 1n)))
        }

        let n = weights.Neurons
        let rows = Shape.count shape / max n 1
        use lease = new Lease()
        let recurrent = lease.Read weights.Recurrent

        let feedBack z current = Products.multiplyAt<'T> z false recurrent true current rows n n true

        let after = Recurrence.forward neuron sequence feedBack
        struct (sequence.Outputs, { Weights = weights; Inputs = xs; Sequence = sequence; After = after })

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
        let weights, sequence = trace.Weights, trace.Sequence
        let start = sequence.Start
        let shape = start.Neurons.Shape
        let n, m = weights.Neurons, weights.Inputs
        let rows = Shape.count shape / max n 1
        let sequenceShape = Shape.ofTensor sequence.Outputs
        let all = rows * sequence.Steps

        if not (isNull dSpikes) then
            Check.buffer neuron.Definition "dSpikes" sequenceShape dSpikes |> ignore

        let copied name (gradient: Tensor<'T>) =
            if isNull gradient then
                Shape.zeros<'T> shape
            else
                Shape.copied (Check.buffer neuron.Definition name shape gradient)

        let dz, dStates =
            match dFinal with
            | ValueSome final -> copied "dFinal.Spikes" final.Spikes, final.Neurons.Values
            | ValueNone -> copied null null, Array.zeroCreate start.Neurons.Values.Length

        if dStates.Length <> start.Neurons.Values.Length then
            Check.fail
                neuron.Definition
                $"%d{dStates.Length} gradients of the final state were given; there are %d{start.Neurons.Values.Length}."

        let dStates = dStates |> Array.map (copied "dFinal.Neurons")

        let dCurrents = Shape.create<'T> sequenceShape
        use lease = new Lease()
        let recurrent = lease.Read weights.Recurrent

        let pullBack dCurrent dz = Products.multiplyAt<'T> dCurrent false recurrent false dz rows n n false

        let wanted = Array.create sequence.Parameters.Length true

        let parameters = Recurrence.backward neuron sequence dSpikes dz dStates dCurrents wanted pullBack

        let before = Shape.create<'T> sequenceShape
        let row, target, source = sequence.RowBytes, lease.Write("before", before), sequence.OutputsBefore lease

        for t in 0 .. sequence.Steps - 1 do
            Memory.copy (source t) (target + nativeint t * row) row

        let inputs = Shape.create<'T> (Shape.ofTensor trace.Inputs)
        let inputWeights = Shape.zeros<'T> (Shape.ofTensor weights.Input)
        let recurrentWeights = Shape.zeros<'T> (Shape.ofTensor weights.Recurrent)
        Products.multiply dCurrents false weights.Input false inputs all m n false
        Products.multiply dCurrents true trace.Inputs false inputWeights n m all false
        Products.multiply dCurrents true before false recurrentWeights n n all false

        {
            Inputs = inputs
            InputWeights = inputWeights
            RecurrentWeights = recurrentWeights
            Spikes = dz
            State = dStates
            Parameters = parameters
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
                $"the input has the shape %s{Shape.text lengths} and the state %s{Shape.text shape}; \
                  with weights %s{Shape.text (Shape.ofTensor weights.Input)} they must be […, %d{weights.Inputs}] \
                  and […, %d{weights.Neurons}]."

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
