namespace Neurons.Learning

open System
open System.Collections.Generic
open System.Numerics.Tensors
open Neurons
open Neurons.Primitives
open Neurons.Run

/// How the outputs of a layer's neurons reach its own neurons one step later.
type FeedbackWeights<'T> =
    /// Each neuron reaches each: a weight [N; N], from column to row, and a bias [N] or null.
    | AllToAll of LinearWeights<'T>
    /// Each neuron reaches itself: a weight [N], or one for all, [1].
    | OneToOne of Tensor<'T>

/// The gradients of a sequence with feedback; null where they were not asked for.
type FeedbackGradients<'T> = {
    Input: Tensor<'T>
    Weights: FeedbackWeights<'T>
    /// In the order of the parameters.
    Parameters: ParameterValue[]
}

/// What a sequence with feedback leaves for its gradient, in memory that the next sequence may use again.
[<Sealed; AllowNullLiteral>]
type FeedbackTrace<'T>() =
    let slots = Dictionary<struct (string * int), Tensor<'T>>()

    member val internal Weights = Unchecked.defaultof<FeedbackWeights<'T>> with get, set
    member val internal Parameters: ParameterValue[] = null with get, set
    member val internal Input = Unchecked.defaultof<InputSequence<'T>> with get, set
    member val internal FirstSpikes: Tensor<'T> = null with get, set
    /// Before each step, and after the last.
    member val internal States: StateValues<'T>[] = [||] with get, set
    member val internal Currents: Tensor<'T>[] = [||] with get, set
    /// The outputs of each step.
    member val internal Outputs: Tensor<'T>[] = [||] with get, set

    /// A tensor for one use, with any content.
    member internal _.Take(role: string, step: int, shape: nativeint[]) =
        match slots.TryGetValue(struct (role, step)) with
        | true, tensor when tensor.Lengths.SequenceEqual(ReadOnlySpan shape) -> tensor
        | _ ->
            let tensor = Shape.create<'T> shape
            slots[struct (role, step)] <- tensor
            tensor

/// Neurons whose outputs come back as input currents one step later: x[t] + W z[t − 1] + b, or x[t] + v · z[t − 1] (snnTorch's
/// RLeaky and RSynaptic, with `all_to_all` and without). Any neuron with one input. Unlike `Recurrent`, which multiplies its inputs as
/// well, it takes currents.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Feedback =
    let private checkWeights (neuron: Dynamics) neurons (weights: FeedbackWeights<'T>) =
        if neuron.Definition.InputNames.Length <> 1 then
            Check.fail neuron.Definition $"feedback needs one input; there are {neuron.Definition.InputNames.Length}."

        let n = nativeint (neurons: int)

        match weights with
        | AllToAll weights ->
            let shape = Shape.ofTensor weights.Weight

            if shape <> [| n; n |] then
                Check.fail
                    neuron.Definition
                    $"the feedback weight has the shape {Shape.text shape}; it must be [{n}, {n}]."

            if not (isNull weights.Bias) && Shape.ofTensor weights.Bias <> [| n |] then
                Check.fail
                    neuron.Definition
                    $"the feedback bias has the shape {Shape.text (Shape.ofTensor weights.Bias)}; it must be [{n}]."
        | OneToOne weight ->
            let shape = Shape.ofTensor weight

            if shape <> [| n |] && shape <> [| 1n |] then
                Check.fail
                    neuron.Definition
                    $"the feedback weight has the shape {Shape.text shape}; it must be [{n}] or [1]."

    /// Adds what comes back of the outputs z to the currents.
    let private feedBack
        (weights: FeedbackWeights<'T>)
        neurons
        (z: Tensor<'T>)
        (current: Tensor<'T>)
        (scratch: Tensor<'T>)
        =
        let target = Sequence.span current
        let rows = target.Length / max 1 neurons

        match weights with
        | AllToAll weights ->
            if not (isNull weights.Bias) then
                let bias = Sequence.readOnly weights.Bias

                for row in 0 .. rows - 1 do
                    let own = target.Slice(row * neurons, neurons)
                    TensorPrimitives.Add<'T>(Span.op_Implicit own, bias, own)

            Products.multiply z false weights.Weight true current rows neurons neurons true
        | OneToOne weight ->
            let w = Sequence.readOnly weight
            let z = Sequence.readOnly z
            let product = Sequence.span scratch

            if w.Length = 1 then
                TensorPrimitives.Multiply<'T>(z, w[0], product)
            else
                for row in 0 .. rows - 1 do
                    let at = row * neurons
                    TensorPrimitives.Multiply<'T>(z.Slice(at, neurons), w, product.Slice(at, neurons))

            TensorPrimitives.Add<'T>(Span.op_Implicit target, Span.op_Implicit product, target)

    /// All outputs [T; B; N…] of currents [T; B; N…], from a state and the outputs of the step before, and the last of both. The results
    /// live in the trace, or in `into`, until it is used again.
    let forward
        (neuron: Dynamics)
        (parameters: ParameterValue[])
        (weights: FeedbackWeights<'T>)
        (start: RecurrentValues<'T>)
        (x: InputSequence<'T>)
        (trace: FeedbackTrace<'T>)
        (into: Tensor<'T>)
        : struct (Tensor<'T> * RecurrentValues<'T>) =
        let definition = neuron.Definition
        let shape = Check.state definition start.Neurons
        Check.buffer definition "Spikes" shape start.Spikes |> ignore
        let steps = Check.inputs definition shape [| x |]
        let neurons = Shape.count shape[1..]
        checkWeights neuron neurons weights
        let size = Shape.count shape
        let values = Sequence.readOnly (Sequence.tensor x)
        let y = Sequence.buffer "into" (Array.append [| nativeint steps |] shape) into
        let scratch = trace.Take("product", 0, shape)
        let states = Array.zeroCreate (steps + 1)
        states[0] <- start.Neurons
        trace.Currents <- Array.init steps (fun t -> trace.Take("current", t, shape))
        trace.Outputs <- Array.init steps (fun t -> trace.Take("output", t, Array.append [| 1n |] shape))

        for t in 0 .. steps - 1 do
            let current = trace.Currents[t]
            values.Slice((if x.IsEachStep then t * size else 0), size).CopyTo(Sequence.span current)
            feedBack weights neurons (if t = 0 then start.Spikes else trace.Outputs[t - 1]) current scratch

            let buffers = {
                IntegralBuffers.Recorded = [| trace.Outputs[t] |]
                Final =
                    Array.mapi
                        (fun s (_: Tensor<'T>) -> trace.Take(definition.StateNames[s], t, shape))
                        start.Neurons.Values
            }

            let result =
                neuron.Integral(parameters, states[t], [| Unchanged(1, current) |], [| Outputs |], ValueSome buffers)

            (Sequence.readOnly trace.Outputs[t]).CopyTo((Sequence.span y).Slice(t * size, size))
            states[t + 1] <- result.Final

        trace.Weights <- weights
        trace.Parameters <- parameters
        trace.Input <- x
        trace.FirstSpikes <- start.Spikes
        trace.States <- states
        // apart from the trace: the next sequence may begin with them
        let last = Shape.create<'T> shape

        (if steps = 0 then
             Sequence.readOnly start.Spikes
         else
             Sequence.readOnly trace.Outputs[steps - 1])
            .CopyTo(Sequence.span last)

        let copy (tensor: Tensor<'T>) =
            let fresh = Shape.create<'T> shape
            (Sequence.readOnly tensor).CopyTo(Sequence.span fresh)
            fresh

        struct (y,
                {
                    Spikes = last
                    Neurons = { states[steps] with Values = Array.map copy states[steps].Values }
                })

    /// Σ over samples and steps of gradient · output of the step before, for each neuron or for all.
    let private ownGradient
        (weight: Tensor<'T>)
        neurons
        (gradients: ReadOnlySpan<'T>)
        (before: ReadOnlySpan<'T>)
        (sum: float[])
        =
        let product: 'T[] = Array.zeroCreate neurons
        let wide: float[] = Array.zeroCreate neurons

        for row in 0 .. gradients.Length / max 1 neurons - 1 do
            let at = row * neurons
            TensorPrimitives.Multiply<'T>(gradients.Slice(at, neurons), before.Slice(at, neurons), product.AsSpan())
            TensorPrimitives.ConvertTruncating<'T, float>(ReadOnlySpan product, wide.AsSpan())

            if weight.FlattenedLength = 1n then
                for value in wide do
                    sum[0] <- sum[0] + value
            else
                TensorPrimitives.Add<float>(ReadOnlySpan sum, ReadOnlySpan wide, sum.AsSpan())

    /// The gradients of Σ dy·y of the sequence that the trace is of: by the input (in its shape: for an unchanged one, the sum over time)
    /// only `withInput`, by the weights, and by the parameters that are asked for. State and outputs before count as constants.
    let gradients
        (neuron: Dynamics)
        (trace: FeedbackTrace<'T>)
        (dy: Tensor<'T>)
        (withParameters: bool[])
        withInput
        (intoInput: Tensor<'T>)
        (intoWeights: FeedbackWeights<'T>)
        : FeedbackGradients<'T> =
        let definition = neuron.Definition
        let start = trace.States[0]
        let shape = start.Shape
        let steps = trace.Currents.Length
        let size, neurons = Shape.count shape, Shape.count shape[1..]
        let rows = size / max 1 neurons

        let upstream =
            Sequence.readOnly (Check.buffer definition "dy" (Array.append [| nativeint steps |] shape) dy)

        let dz = trace.Take("dz", 0, shape)
        (Sequence.span dz).Clear()
        let dCurrents = Array.init steps (fun t -> trace.Take("dCurrent", t, shape))
        let sums: ParameterValue[] = Array.zeroCreate trace.Parameters.Length
        let mutable dState: Tensor<'T>[] = Array.zeroCreate start.Values.Length
        let ownSum: float[] = Array.zeroCreate neurons
        let biasGradient: 'T[] = Array.zeroCreate neurons

        let dWeights =
            match trace.Weights, intoWeights with
            | AllToAll weights, AllToAll into ->
                AllToAll {
                    Weight = Sequence.buffer "into.Weight" (Shape.ofTensor weights.Weight) into.Weight
                    Bias =
                        if isNull weights.Bias then
                            null
                        else
                            Sequence.buffer "into.Bias" (Shape.ofTensor weights.Bias) into.Bias
                }
            | OneToOne weight, OneToOne into -> OneToOne(Sequence.buffer "into" (Shape.ofTensor weight) into)
            | _ -> raise (ArgumentException "The buffers for the gradient are not of the kind of the weights.")

        for t in steps - 1 .. -1 .. 0 do
            let z = Sequence.span dz
            TensorPrimitives.Add<'T>(Span.op_Implicit z, upstream.Slice(t * size, size), z)
            let result: IntegralResult<'T> = { Recorded = [| trace.Outputs[t] |]; Final = trace.States[t + 1] }

            let pullback =
                Pullback<'T>(
                    neuron,
                    trace.Parameters,
                    trace.States[t],
                    [| Unchanged(1, trace.Currents[t]) |],
                    [| Outputs |],
                    result
                )

            let outer = trace.Take("outer", 0, Array.append [| 1n |] shape)
            z.CopyTo(Sequence.span outer)

            let g =
                pullback.Gradients(
                    [| outer |],
                    dState,
                    {
                        GradientRequest.Inputs = [| true |]
                        State = true
                        Parameters = withParameters
                        InputBuffers = [| dCurrents[t] |]
                    }
                )

            dState <- g.State

            for p in 0 .. sums.Length - 1 do
                if withParameters[p] then
                    sums[p] <-
                        match box sums[p] with
                        | null -> g.Parameters[p]
                        | _ -> ParameterValue.Add(sums[p], g.Parameters[p])

            let before = if t = 0 then trace.FirstSpikes else trace.Outputs[t - 1]
            let gradient = Sequence.readOnly dCurrents[t]

            // by the weights, and by the outputs of the step before
            match trace.Weights, dWeights with
            | AllToAll weights, AllToAll into ->
                Products.multiply dCurrents[t] true before false into.Weight neurons neurons rows (t < steps - 1)

                if not (isNull weights.Bias) then
                    for row in 0 .. rows - 1 do
                        let own = biasGradient.AsSpan()
                        TensorPrimitives.Add<'T>(Span.op_Implicit own, gradient.Slice(row * neurons, neurons), own)

                Products.multiply dCurrents[t] false weights.Weight false dz rows neurons neurons false
            | OneToOne weight, _ ->
                ownGradient weight neurons gradient (Sequence.readOnly before) ownSum
                let w = Sequence.readOnly weight

                for row in 0 .. rows - 1 do
                    let at = row * neurons
                    let target = (Sequence.span dz).Slice(at, neurons)

                    if w.Length = 1 then
                        TensorPrimitives.Multiply<'T>(gradient.Slice(at, neurons), w[0], target)
                    else
                        TensorPrimitives.Multiply<'T>(gradient.Slice(at, neurons), w, target)
            | AllToAll _, _ -> ()

        match dWeights with
        | AllToAll into ->
            if not (isNull into.Bias) then
                biasGradient.AsSpan().CopyTo(Sequence.span into.Bias)

            if steps = 0 then
                (Sequence.span into.Weight).Clear()
        | OneToOne into ->
            let count = int into.FlattenedLength
            TensorPrimitives.ConvertTruncating<float, 'T>(ReadOnlySpan(ownSum, 0, count), Sequence.span into)

        let dx =
            if not withInput then
                null
            else
                let target = Sequence.buffer "into" (Shape.ofTensor (Sequence.tensor trace.Input)) intoInput
                let into = Sequence.span target
                into.Clear()

                for t in 0 .. steps - 1 do
                    let part = if trace.Input.IsEachStep then into.Slice(t * size, size) else into
                    TensorPrimitives.Add<'T>(Span.op_Implicit part, Sequence.readOnly dCurrents[t], part)

                target

        {
            Input = dx
            Weights = dWeights
            Parameters =
                Array.map2
                    (fun sum value ->
                        match box sum, value with
                        | null, Shared _ -> Shared 0.0
                        | null, PerNeuron tensor -> PerNeuron(Shape.zeros<float> (Shape.ofTensor tensor))
                        | _ -> sum)
                    sums
                    trace.Parameters
        }
