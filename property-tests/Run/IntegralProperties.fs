module Neurons.Properties.Run.IntegralProperties

open System

open System.Buffers

open System.Numerics.Tensors

open Expecto
open Neurons.Testing

open Neurons

open Neurons.Primitives

open Neurons.Properties

/// A run of a model: parameters, state and inputs over time.
type private Run<'T> = {
    Dynamics: Dynamics
    Values: ParameterValue[]
    State: StateValues<'T>
    Inputs: InputSequence<'T>[]
    Sample: Samples.Sample
} with

    member r.Model = r.Dynamics.Definition
    member r.Steps = r.Sample.Steps
    member r.Shape = r.Sample.Shape
    member r.Records = Samples.records r.Model
    member r.Integral() = r.Dynamics.Integral(r.Values, r.State, r.Inputs, r.Records, ValueNone)

let private sample<'T> name (sample: Samples.Sample) : Run<'T> =
    let model = Samples.definition name
    let values = Samples.parameters model sample

    {
        Dynamics = Dynamics model
        Values = values
        State = Samples.state<'T> model values sample
        Inputs = Samples.inputs<'T> model sample
        Sample = sample
    }

let private tensorOf input =
    match input with
    | EachStep tensor
    | Unchanged(_, tensor) -> tensor

/// The steps of a tensor, [T; …], from one up to another.
let private slice first until (tensor: Tensor<'T>) : Tensor<'T> =
    let ranges = [|
        NRange(NIndex.op_Implicit (nativeint first), NIndex.op_Implicit (nativeint until))
        for _ in 1 .. tensor.Rank - 1 do
            NRange.All
    |]

    tensor.Slice(ReadOnlySpan ranges)

/// One step of a tensor, [T; …], as [1; …], without the time.
let private at (run: Run<'T>) step (input: InputSequence<'T>) =
    slice step (step + 1) (tensorOf input) |> Bits.floats |> Bits.tensor<'T> run.Shape

let private steps<'T> name case =
    let run = sample<'T> name case
    let whole = run.Integral()
    let mutable state = run.State

    for t in 0 .. run.Steps - 1 do
        let struct (output, next) = run.Dynamics.Step(run.Values, state, run.Inputs |> Array.map (at run t))
        Bits.equalTensors $"{name}, output at step {t}" (at run t (EachStep whole.Recorded[0])) output

        for s in 0 .. next.Values.Length - 1 do
            Bits.equalTensors
                $"{name}, state {s} at step {t}"
                (at run t (EachStep whole.Recorded[s + 1]))
                next.Values[s]

        state <- next

    Bits.equalStates name whole.Final state

let private halves<'T> name (case: Samples.Sample) =
    let run = sample<'T> name case
    let whole = run.Integral()
    let middle = case.Seed % (run.Steps + 1)

    let part first until state =
        let inputs = run.Inputs |> Array.map (tensorOf >> slice first until >> EachStep)
        run.Dynamics.Integral(run.Values, state, inputs, run.Records, ValueNone)

    let first = part 0 middle run.State
    let second = part middle run.Steps first.Final

    for r in 0 .. run.Records.Length - 1 do
        let both = Array.append (Bits.floats first.Recorded[r]) (Bits.floats second.Recorded[r])
        Bits.equal $"{name}, record {r}" (Bits.floats whole.Recorded[r]) both

    Bits.equalStates name whole.Final second.Final

let private counts<'T> name case =
    let run = sample<'T> name case
    let whole = run.Integral()
    let struct (counted, final) = run.Dynamics.SpikeCounts(run.Values, run.State, run.Inputs)
    let outputs = Bits.floats whole.Recorded[0]
    let neurons = outputs.Length / run.Steps

    let sums =
        Array.init neurons (fun n -> Seq.sum (seq { for t in 0 .. run.Steps - 1 -> outputs[t * neurons + n] }))

    if run.Model.Spikes then
        Bits.equal $"{name}, counts" sums (Bits.floats counted)

        if outputs |> Array.exists (fun z -> z <> 0.0 && z <> 1.0) then
            failtest $"{name} has an output that is neither 0 nor 1"

    Bits.equalStates name whole.Final final
    // in place, over what stood in the buffer before
    let into = Bits.tensor<'T> (run.State.Shape |> Array.map int) (Array.create neurons 7.0)

    let struct (again, final) =
        run.Dynamics.SpikeCounts(run.Values, run.State, run.Inputs, into, run.State.Values)

    Expect.same again into "the buffer of the counts"
    Bits.equal $"{name}, counts in place" (Bits.floats counted) (Bits.floats into)

    for (before, after) in Array.zip run.State.Values final.Values do
        Expect.same after before "the buffer of the state"

    Bits.equalStates name whole.Final final

let private unchanged<'T> name (case: Samples.Sample) =
    let run = sample<'T> name case
    let constant = run.Inputs |> Array.map (at run 0)

    let repeated =
        constant
        |> Array.map (fun x -> Array.replicate run.Steps (Bits.floats x) |> Array.concat |> Bits.tensor<'T> case.Timed)

    let dRecorded, dFinal = Samples.allWeights<'T> run.Model case
    let go inputs = Samples.run run.Dynamics run.Values run.State inputs dRecorded dFinal
    let once = go (constant |> Array.map (fun x -> Unchanged(run.Steps, x)))
    let each = go (Array.map EachStep repeated)
    let round = Precision.round Precision.ofType<'T>

    // the kernel sums from the last step to the first
    let summed (gradient: Tensor<'T>) =
        let values = Bits.floats gradient
        let neurons = values.Length / run.Steps

        Array.init neurons (fun n ->
            let mutable sum = 0.0

            for t in run.Steps - 1 .. -1 .. 0 do
                sum <- round (sum + values[t * neurons + n])

            sum)
        |> Bits.tensor<'T> run.Shape

    let expected = {
        each with
            Gradients = { each.Gradients with Inputs = each.Gradients.Inputs |> Array.map summed }
    }

    Samples.equalOutcomes $"{name}, {typeof<'T>.Name}" expected once

let private inPlace<'T> name case =
    let run = sample<'T> name case
    let fresh = run.Integral()

    let recorded =
        fresh.Recorded
        |> Array.map (fun r ->
            Bits.tensor<'T> (r.Lengths.ToArray() |> Array.map int) (Array.create (int r.FlattenedLength) nan))

    let buffers = { IntegralBuffers.Recorded = recorded; Final = run.State.Values }
    let reused = run.Dynamics.Integral(run.Values, run.State, run.Inputs, run.Records, ValueSome buffers)

    for r in 0 .. recorded.Length - 1 do
        Bits.equalTensors $"{name}, record {r}" fresh.Recorded[r] recorded[r]

        if not (obj.ReferenceEquals(recorded[r], reused.Recorded[r])) then
            failtest "The result is not in the caller's buffer."

    Bits.equalStates name fresh.Final reused.Final

    for s in 0 .. run.State.Values.Length - 1 do
        Bits.equalTensors $"{name}, the initial state's tensor {s}" fresh.Final.Values[s] run.State.Values[s]

let private strided<'T> name case =
    let run = sample<'T> name case

    /// The same numbers among others: a slice of a tensor with another column.
    let among (tensor: Tensor<'T>) : Tensor<'T> =
        let lengths = tensor.Lengths.ToArray() |> Array.map int
        let columns = lengths[lengths.Length - 1]
        let rows = int tensor.FlattenedLength / columns
        let values = Bits.floats tensor

        let wide =
            Array.init (rows * (columns + 1)) (fun k ->
                let column = k % (columns + 1)
                if column = 0 then nan else values[k / (columns + 1) * columns + column - 1])
            |> Bits.tensor<'T> (Array.append (Array.sub lengths 0 (lengths.Length - 1)) [| columns + 1 |])

        let ranges = [|
            for _ in 2 .. lengths.Length do
                NRange.All
            NRange(NIndex.op_Implicit 1n, NIndex.op_Implicit (nativeint (columns + 1)))
        |]

        wide.Slice(ReadOnlySpan ranges)

    let moved = {
        run with
            State = { run.State with Values = Array.map among run.State.Values }
            Inputs = run.Inputs |> Array.map (tensorOf >> among >> EachStep)
    }

    let dRecorded, dFinal = Samples.allWeights<'T> run.Model case
    let expected = Samples.run run.Dynamics run.Values run.State run.Inputs dRecorded dFinal

    let actual =
        Samples.run
            run.Dynamics
            run.Values
            moved.State
            moved.Inputs
            (Array.map among dRecorded)
            (Array.map among dFinal)

    Samples.equalOutcomes name expected actual

let private packed<'T> name (case: Samples.Sample) =
    let run = sample<'T> name case

    if run.Model.Spikes then
        let bits = SpikeBits()
        let outputs = Pullback.run run.Dynamics run.Values run.State run.Inputs [| Outputs |] ValueNone
        let kept = Pullback.ofSpikes run.Dynamics run.Values run.State run.Inputs bits null
        let spikes = Bits.floats outputs.Recorded[0]
        let unpacked: float32[] = Array.zeroCreate bits.PerStep

        for t in 0 .. run.Steps - 1 do
            bits.Unpack(t, unpacked.AsSpan())
            Bits.equal $"{name}, step {t}" (Array.sub spikes (t * bits.PerStep) bits.PerStep) (Array.map float unpacked)

        if bits.Count() <> int64 (Array.sum spikes) then
            failtest $"{name}: {bits.Count()} bits are set for {Array.sum spikes} spikes."

        Bits.equalStates name outputs.Final kept.Final
        let weights = Samples.weights<'T> case 0 case.Timed

        let request = {
            Inputs = run.Inputs |> Array.map (fun _ -> true)
            State = true
            Parameters = run.Values |> Array.map (fun _ -> true)
            InputBuffers = null
        }

        let expected = outputs.Gradients([| weights |], null, request)
        let gradients = kept.Gradients([| weights |], null, request)
        Array.iter2 (Bits.equalTensors name) expected.Inputs gradients.Inputs
        Array.iter2 (Bits.equalTensors name) expected.State gradients.State

let private samples = Samples.cases { Steps = 1, 31; Batch = 1, 2; Neurons = 1, 40 }

/// A law in both precisions.
let private both
    count
    (single: string -> Samples.Sample -> unit)
    (double: string -> Samples.Sample -> unit)
    label
    name
    =
    property label count samples (fun case ->
        single name case
        double name case)

[<Tests>]
let tests =
    testList "Neurons.Properties.Run.IntegralProperties" [
        each "An integral is so many steps" Samples.models (both 4 steps<float32> steps<float>)

        each "A sequence is its two parts, one after the other" Samples.models (both 6 halves<float32> halves<float>)

        each
            "Spike counts are the sums of the spikes, which are 0 or 1"
            Samples.models
            (both 6 counts<float32> counts<float>)

        each
            "A constant input is the same input at every step, and its gradient the sum over time"
            Samples.models
            (both 4 unchanged<float32> unchanged<float>)

        each
            "A state updated in place is the state that would be returned"
            Samples.models
            (both 4 inPlace<float32> inPlace<float>)

        each
            "Tensors that are slices of others give the same results"
            Samples.models
            (both 3 strided<float32> strided<float>)

        each
            "Spikes that are kept as bits are the spikes, and have the same gradients"
            Samples.models
            (both 4 packed<float32> packed<float>)
    ]
