module Neurons.Properties.Run.CutProperties

open System

open System.Numerics.Tensors

open Expecto
open Neurons.Testing

open Neurons

open Neurons.Compile

open Neurons.Primitives

open Neurons.Run

open Neurons.Properties

let private onThreads threads (f: unit -> 'R) : 'R =
    let before = Parallelism.Threads

    try
        Parallelism.Threads <- threads
        f ()
    finally
        Parallelism.Threads <- before

type private Case<'T> = {
    Values: ParameterValue[]
    State: StateValues<'T>
    Inputs: InputSequence<'T>[]
    Recorded: Tensor<'T>[]
    Final: Tensor<'T>[]
}

let private case<'T> model (sample: Samples.Sample) : Case<'T> =
    let values = Samples.parameters model sample
    let recorded, final = Samples.allWeights<'T> model sample

    {
        Values = values
        State = Samples.state<'T> model values sample
        Inputs = Samples.inputs<'T> model sample
        Recorded = recorded
        Final = final
    }

let private run model cut threads (c: Case<'T>) =
    let dynamics = Dynamics(model, Backend.best, cut)
    onThreads threads (fun () -> Samples.run dynamics c.Values c.State c.Inputs c.Recorded c.Final)

let private cuts<'T> name sample =
    let model = Samples.definition name
    let c = case<'T> model sample
    let expected = run model Cut.standard 1 c

    for rowBytes, tapeBytes, threads in [ 8192, 0L, 2; 64, Cut.standard.TapeBytes, 3; 16, 0L, 3; 256, 2048L, 2 ] do
        let actual = run model { Cut.standard with RowBytes = rowBytes; TapeBytes = tapeBytes } threads c

        Samples.equalOutcomes
            $"{name}, rows of {rowBytes} and tapes of {tapeBytes} bytes, {threads} threads"
            expected
            actual

    // rows that go past the caches: of whole lines and others, in blocks of many neurons and of few
    for rowBytes, tapeBytes, threads in [ 4096, Cut.standard.TapeBytes, 2; 256, 2048L, 1; 16, 0L, 3 ] do
        let cut = {
            Cut.standard with
                StreamedRowBytes = rowBytes
                TapeBytes = tapeBytes
                CachedBytes = 0L
        }

        let actual = run model cut threads c

        Samples.equalOutcomes
            $"{name}, streamed rows of {rowBytes} and tapes of {tapeBytes} bytes, {threads} threads"
            expected
            actual

let private layouts<'T> name (sample: Samples.Sample) =
    let model = Samples.definition name
    let steps, batch, features = sample.Steps, sample.Batch, sample.Neurons
    let c = case<'T> model sample

    // the same neurons in one row; per-neuron parameters are repeated for each sample
    let flat = [| batch * features |]
    let reshape lengths tensor = Bits.tensor<'T> lengths (Bits.floats tensor)
    let timed = [| steps; batch * features |]

    let one = {
        Values =
            c.Values
            |> Array.map (fun value ->
                match value with
                | Shared number -> Shared number
                | PerNeuron tensor ->
                    Array.replicate batch (Bits.floats tensor) |> Array.concat |> Bits.tensor flat |> PerNeuron)
        State = { c.State with Values = c.State.Values |> Array.map (reshape flat) }
        Inputs =
            c.Inputs
            |> Array.map (fun input ->
                match input with
                | EachStep tensor -> EachStep(reshape timed tensor)
                | Unchanged(steps, tensor) -> Unchanged(steps, reshape flat tensor))
        Recorded = c.Recorded |> Array.map (reshape timed)
        Final = c.Final |> Array.map (reshape flat)
    }

    let batched = run model Cut.standard 1 c
    let row = run model Cut.standard 1 one
    let equal what (a: Tensor<'T>) (b: Tensor<'T>) = Bits.equal $"{name}, {what}" (Bits.floats a) (Bits.floats b)
    Array.iter2 (equal "recorded") batched.Recorded.Recorded row.Recorded.Recorded
    Array.iter2 (equal "final state") batched.Recorded.Final.Values row.Recorded.Final.Values
    Array.iter2 (equal "input gradient") batched.Gradients.Inputs row.Gradients.Inputs
    Array.iter2 (equal "state gradient") batched.Gradients.State row.Gradients.State

    for p in 0 .. c.Values.Length - 1 do
        match batched.Gradients.Parameters[p] with
        | Shared _ as total -> Bits.equalParameters name total row.Gradients.Parameters[p]
        | PerNeuron _ -> ()

/// The rows of a tensor, handed out as a gradient that is computed would be.
type private RowsOfTensor<'T>(tensor: Tensor<'T>, width: int) =
    let lease = new Lease()
    let first = lease.Read tensor
    let size = nativeint (Precision.size Precision.ofType<'T>)

    interface IComputedRows with
        member _.Fill(start, count, step, until, target, stride) =
            for t in step .. until - 1 do
                let from = first + nativeint (t * width + start) * size
                Memory.copy from (target + nativeint (t - step) * stride) (nativeint count * size)

    interface IDisposable with
        member _.Dispose() = (lease :> IDisposable).Dispose()

let private pieces<'T> name (sample: Samples.Sample) =
    let model = Samples.definition name
    let c = case<'T> model sample
    let request = Samples.everything model

    let gradients (cut: Cut) threads ofOutput =
        let dynamics = Dynamics(model, Backend.best, cut)
        let pullback = Pullback.run dynamics c.Values c.State c.Inputs [| Outputs |] ValueNone
        onThreads threads (fun () -> ofOutput pullback)

    let whole =
        gradients Cut.standard 1 (fun pullback -> pullback.Gradients([| c.Recorded[0] |], null, request))

    for rowBytes, tapeBytes, threads in [ 8192, Cut.standard.TapeBytes, 1; 64, 0L, 3; 256, 2048L, 2 ] do
        use rows = new RowsOfTensor<'T>(c.Recorded[0], sample.Batch * sample.Neurons)

        gradients { Cut.standard with RowBytes = rowBytes; TapeBytes = tapeBytes } threads (fun pullback ->
            pullback.GradientsOfRows(rows, request))
        |> Bits.equalGradients $"{name}, rows of {rowBytes} and tapes of {tapeBytes} bytes, {threads} threads" whole

// Fewer steps than are cut, too: what fails shrinks.
let private long = Samples.cases { Steps = 1, 99; Batch = 1, 3; Neurons = 1, 90 }
let private short = Samples.cases { Steps = 10, 10; Batch = 1, 5; Neurons = 1, 40 }

[<Tests>]
let tests =
    // the number of threads is the process's
    testSequencedGroup "threads"
    <| testList "Neurons.Properties.Run.CutProperties" [
        each "Neither blocks nor segments nor threads change a bit" Samples.models (fun label name ->
            property label 2 long (fun sample ->
                cuts<float32> name sample
                cuts<float> name sample))

        each "A batch of rows is one long row" Samples.models (fun label name ->
            property label 3 short (fun sample ->
                layouts<float32> name sample
                layouts<float> name sample))

        each
            "A gradient of the output that is computed in pieces gives the bits of the whole"
            Samples.models
            (fun label name ->
                property label 2 long (fun sample ->
                    pieces<float32> name sample
                    pieces<float> name sample))
    ]
