namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Primitives
open Neurons.Run

/// A weight and a bias, or their gradients.
type LinearWeights<'T> = {
    /// [outputs; inputs]
    Weight: Tensor<'T>
    /// [outputs]; null for none.
    Bias: Tensor<'T>
}

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

/// What a sequence with feedback leaves for its gradient.
type FeedbackTrace<'T> = internal {
    Weights: FeedbackWeights<'T>
    Input: InputSequence<'T>
    Sequence: StepwiseSequence<'T>
    /// Memory for a use, of a shape.
    Take: string -> nativeint[] -> Tensor<'T>
} with

    /// The outputs of all steps, [T; B; N…].
    member t.Output = t.Sequence.Outputs

/// Neurons whose outputs come back as input currents one step later: x[t] + W z[t − 1] + b, or x[t] + v · z[t − 1] (snnTorch's
/// RLeaky and RSynaptic, with `all_to_all` and without). Any neuron with one input. Unlike `Recurrent`, which multiplies its inputs as
/// well, it takes currents.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Feedback =
    /// The synapses in memory.
    [<Struct>]
    type private Synapses = {
        IsAllToAll: bool
        Weight: nativeint
        /// 0 without.
        Bias: nativeint
        /// One weight for all neurons.
        IsShared: bool
        /// The samples of a step.
        Rows: int
        Neurons: int
    } with

        /// The numbers of a sample.
        member s.Row<'T when 'T: unmanaged>(start: nativeint, row: int) =
            start + nativeint row * nativeint s.Neurons * nativeint sizeof<'T>

    let private checkWeights (neuron: Dynamics) neurons (weights: FeedbackWeights<'T>) =
        if neuron.Definition.InputNames.Length <> 1 then
            Check.fail neuron.Definition $"feedback needs one input; there are %d{neuron.Definition.InputNames.Length}."

        let n = nativeint (neurons: int)

        let check name (tensor: Tensor<'T>) (allowed: nativeint[][]) =
            if not (Array.exists (Shape.isOf (Shape.present name tensor)) allowed) then
                let allowed = String.Join(" or ", allowed |> Array.map Shape.text)

                Check.fail
                    neuron.Definition
                    $"the feedback %s{name} has the shape %s{Shape.text (Shape.ofTensor tensor)}; it must be %s{allowed}."

        match weights with
        | AllToAll weights ->
            check "weight" weights.Weight [| [| n; n |] |]

            if not (isNull weights.Bias) then
                check "bias" weights.Bias [| [| n |] |]
        | OneToOne weight -> check "weight" weight [| [| n |]; [| 1n |] |]

    let private synapses (lease: Lease) (weights: FeedbackWeights<'T>) (shape: nativeint[]) =
        let neurons = Shape.countOf shape 1 shape.Length

        let isAllToAll, weight, bias =
            match weights with
            | AllToAll weights -> true, weights.Weight, weights.Bias
            | OneToOne weight -> false, weight, null

        {
            IsAllToAll = isAllToAll
            Weight = lease.Read weight
            Bias = if isNull bias then 0n else lease.Read bias
            IsShared = weight.FlattenedLength = 1n
            Rows = int shape[0]
            Neurons = neurons
        }

    /// Each neuron's numbers times its own weight.
    let private multiplyOwn<'T when 'T: unmanaged and 'T :> INumber<'T>> (s: Synapses) (x: nativeint) (y: nativeint) =
        for row in 0 .. s.Rows - 1 do
            let x = Memory.span<'T> (s.Row<'T>(x, row)) s.Neurons
            let y = Memory.span<'T> (s.Row<'T>(y, row)) s.Neurons

            if s.IsShared then
                TensorPrimitives.Multiply<'T>(Span.op_Implicit x, NativePtr.read (Memory.pointer<'T> s.Weight), y)
            else
                let w = Memory.span<'T> s.Weight s.Neurons
                TensorPrimitives.Multiply<'T>(Span.op_Implicit x, Span.op_Implicit w, y)

    /// The weight of each to each from row to column, in which a product at every step finds its rows side by side.
    let private transposed<'T when 'T: unmanaged> (s: Synapses) (lease: Lease) =
        let n = s.Neurons
        let target = lease.Scratch(int64 n * int64 n * int64 sizeof<'T>)
        let from, into = Memory.pointer<'T> s.Weight, Memory.pointer<'T> target

        for row in 0 .. n - 1 do
            for column in 0 .. n - 1 do
                NativePtr.set into (column * n + row) (NativePtr.get from (row * n + column))

        target

    /// Adds what comes back of the outputs z to the currents; `scratch` is the transposed weight of each to each, or room for a product.
    let private feedBack<'T when 'T: unmanaged and 'T :> INumber<'T>> (s: Synapses) (scratch: nativeint) z current =
        if s.IsAllToAll then
            if s.Bias <> 0n then
                for row in 0 .. s.Rows - 1 do
                    Products.addAt<'T> (s.Row<'T>(current, row)) s.Bias s.Neurons

            Products.multiplyAt<'T> z false scratch false current s.Rows s.Neurons s.Neurons true
        else
            multiplyOwn<'T> s z scratch
            Products.addAt<'T> current scratch (s.Rows * s.Neurons)

    /// The gradient of the outputs before, from that of the currents.
    let private pullBack<'T when 'T: unmanaged and 'T :> INumber<'T>> (s: Synapses) dCurrent dz =
        if s.IsAllToAll then
            Products.multiplyAt<'T> dCurrent false s.Weight false dz s.Rows s.Neurons s.Neurons false
        else
            multiplyOwn<'T> s dCurrent dz

    /// All outputs [T; B; N…] of currents [T; B; N…], from a state and the outputs of the step before; and the last of both, in `last`
    /// (the outputs first) or, where that is null, in new memory. What the gradient needs, the outputs among it, is kept in memory that
    /// `take` gives for a use and a shape; null to allocate.
    let forward
        (neuron: Dynamics)
        (parameters: ParameterValue[])
        (weights: FeedbackWeights<'T>)
        (start: RecurrentValues<'T>)
        (x: InputSequence<'T>)
        (take: Func<string, nativeint[], Tensor<'T>>)
        (last: Tensor<'T>[])
        : struct (FeedbackTrace<'T> * RecurrentValues<'T>) =
        let definition = neuron.Definition
        let shape = Check.state definition start.Neurons
        Check.buffer definition "Spikes" shape start.Spikes |> ignore
        let steps = Check.inputs definition shape [| x |]
        checkWeights neuron (Shape.countOf shape 1 shape.Length) weights

        let take role shape =
            Sequence.buffer role shape (if isNull take then null else take.Invoke(role, shape))

        let over steps = Array.append [| nativeint steps |] shape

        let sequence = {
            Parameters = parameters
            Start = start
            Currents = take "currents" (over steps)
            Outputs = take "output" (over steps)
            States = definition.StateNames |> Array.map (fun name -> take name (over (steps + 1)))
        }

        match x with
        | EachStep x -> Shape.copy x sequence.Currents
        | Unchanged _ -> Sequence.repeated x sequence.Currents |> ignore

        use lease = new Lease()
        let synapses = synapses lease weights shape

        let scratch =
            if synapses.IsAllToAll then
                transposed<'T> synapses lease
            else
                lease.Scratch(int64 sequence.RowBytes)

        let after =
            Recurrence.forward neuron sequence (fun z current -> feedBack<'T> synapses scratch z current) last

        struct ({ Weights = weights; Input = x; Sequence = sequence; Take = take }, after)

    /// The gradient of the weight of each to each and of the bias: step by step, from the last on.
    let private allToAll (s: Synapses) (trace: FeedbackTrace<'T>) (dCurrents: Tensor<'T>) (into: LinearWeights<'T>) =
        let sequence = trace.Sequence
        use lease = new Lease()
        let currents, before, row = lease.Read dCurrents, sequence.OutputsBefore lease, sequence.RowBytes
        (Sequence.span into.Weight).Clear()
        let weight = lease.Write("into.Weight", into.Weight)

        let bias = if isNull into.Bias then 0n else lease.Write("into.Bias", into.Bias)

        if bias <> 0n then
            (Sequence.span into.Bias).Clear()

        for t in sequence.Steps - 1 .. -1 .. 0 do
            let current = currents + nativeint t * row
            Products.multiplyAt<'T> current true (before t) false weight s.Neurons s.Neurons s.Rows true

            if bias <> 0n then
                for sample in 0 .. s.Rows - 1 do
                    Products.addAt<'T> bias (s.Row<'T>(current, sample)) s.Neurons

    /// The gradient of the weight of each to itself, of one neuron or of all: step by step, from the last on, in float64.
    let private oneToOne (s: Synapses) (trace: FeedbackTrace<'T>) (dCurrents: Tensor<'T>) (into: Tensor<'T>) =
        let sequence = trace.Sequence
        use lease = new Lease()
        let currents, before, row = lease.Read dCurrents, sequence.OutputsBefore lease, sequence.RowBytes
        let scratch () = lease.Scratch(8L * int64 s.Neurons)
        let product = Memory.span<'T> (scratch ()) s.Neurons
        let wide = Memory.span<float> (scratch ()) s.Neurons
        let sum = Memory.span<float> (scratch ()) s.Neurons
        sum.Clear()
        let mutable all = 0.0

        for t in sequence.Steps - 1 .. -1 .. 0 do
            let currents, before = currents + nativeint t * row, before t

            for sample in 0 .. s.Rows - 1 do
                let current = Memory.span<'T> (s.Row<'T>(currents, sample)) s.Neurons
                let before = Memory.span<'T> (s.Row<'T>(before, sample)) s.Neurons
                TensorPrimitives.Multiply<'T>(Span.op_Implicit current, Span.op_Implicit before, product)
                TensorPrimitives.ConvertTruncating<'T, float>(Span.op_Implicit product, wide)

                if s.IsShared then
                    for value in wide do
                        all <- all + value
                else
                    TensorPrimitives.Add<float>(Span.op_Implicit sum, Span.op_Implicit wide, sum)

        if s.IsShared then
            sum[0] <- all

        let count = int into.FlattenedLength
        TensorPrimitives.ConvertTruncating<float, 'T>(Span.op_Implicit (sum.Slice(0, count)), Sequence.span into)

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
        let sequence = trace.Sequence
        let shape, all = sequence.Start.Neurons.Shape, Shape.ofTensor sequence.Outputs
        Check.buffer neuron.Definition "dy" all dy |> ignore

        let dWeights =
            match trace.Weights, intoWeights with
            | AllToAll weights, AllToAll into ->
                AllToAll {
                    Weight = Sequence.bufferLike "into.Weight" weights.Weight into.Weight
                    Bias =
                        if isNull weights.Bias then
                            null
                        else
                            Sequence.bufferLike "into.Bias" weights.Bias into.Bias
                }
            | OneToOne weight, OneToOne into -> OneToOne(Sequence.bufferLike "into" weight into)
            | _ -> raise (ArgumentException "The buffers for the gradient are not of the kind of the weights.")

        let zeros role =
            let tensor = trace.Take role shape
            Shape.clear tensor
            tensor

        // for an input of each step, the gradient of the currents is its own
        let dCurrents =
            if withInput && trace.Input.IsEachStep then
                Sequence.buffer "into" all intoInput
            else
                trace.Take "gradient of currents" all

        let dStates = neuron.Definition.StateNames |> Array.map (fun name -> zeros $"gradient of %s{name}")

        use lease = new Lease()
        let synapses = synapses lease trace.Weights shape

        let parameters =
            Recurrence.backward
                neuron
                sequence
                dy
                (zeros "gradient of output")
                dStates
                dCurrents
                withParameters
                (fun dCurrent dz -> pullBack<'T> synapses dCurrent dz)

        match dWeights with
        | AllToAll into -> allToAll synapses trace dCurrents into
        | OneToOne into -> oneToOne synapses trace dCurrents into

        {
            Input =
                (if not withInput then null
                 elif trace.Input.IsEachStep then dCurrents
                 else Sequence.summedOverTime dCurrents (Sequence.buffer "into" shape intoInput))
            Weights = dWeights
            Parameters = parameters
        }
