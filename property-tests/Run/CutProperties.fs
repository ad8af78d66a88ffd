module Neurons.Properties.Run.CutProperties

open System
open System.Numerics.Tensors
open Xunit
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

let private case<'T> model (random: Random) steps (shape: int[]) : Case<'T> =
    let values = Samples.parameters model random shape[shape.Length - 1]
    let timed = Array.append [| steps |] shape

    {
        Values = values
        State = Samples.state<'T> model values random shape
        Inputs = Samples.inputs<'T> model random steps shape
        Recorded = Samples.records model |> Array.map (fun _ -> Samples.weights<'T> random timed)
        Final = model.StateNames |> Array.map (fun _ -> Samples.weights<'T> random shape)
    }

let private run model cut threads (c: Case<'T>) =
    let dynamics = Dynamics(model, Backend.best, cut)
    onThreads threads (fun () -> Samples.run dynamics c.Values c.State c.Inputs c.Recorded c.Final)

let private cuts<'T> name (seed: int) =
    let random = Random seed
    let model = Samples.definition name
    let shape = [| 1 + random.Next 3; 1 + random.Next 90 |]
    let c = case<'T> model random (30 + random.Next 70) shape
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

[<Theory; MemberData("models", MemberType = typeof<Samples.Every>)>]
let ``Neither blocks nor segments nor threads change a bit`` (name: string) =
    Trials.forSeeds 2 (cuts<float32> name)
    Trials.forSeeds 2 (cuts<float> name)

let private layouts<'T> name (seed: int) =
    let random = Random seed
    let model = Samples.definition name
    let steps, batch, features = 10, 1 + random.Next 5, 1 + random.Next 40
    let c = case<'T> model random steps [| batch; features |]

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

[<Theory; MemberData("models", MemberType = typeof<Samples.Every>)>]
let ``A batch of rows is one long row`` (name: string) =
    Trials.forSeeds 3 (layouts<float32> name)
    Trials.forSeeds 3 (layouts<float> name)

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

let private pieces<'T> name (seed: int) =
    let random = Random seed
    let model = Samples.definition name
    let shape = [| 1 + random.Next 3; 1 + random.Next 90 |]
    let c = case<'T> model random (30 + random.Next 70) shape
    let request = Samples.everything model

    let gradients (cut: Cut) threads ofOutput =
        let dynamics = Dynamics(model, Backend.best, cut)
        let pullback = Pullback.run dynamics c.Values c.State c.Inputs [| Outputs |] ValueNone
        onThreads threads (fun () -> ofOutput pullback)

    let whole =
        gradients Cut.standard 1 (fun pullback -> pullback.Gradients([| c.Recorded[0] |], null, request))

    for rowBytes, tapeBytes, threads in [ 8192, Cut.standard.TapeBytes, 1; 64, 0L, 3; 256, 2048L, 2 ] do
        use rows = new RowsOfTensor<'T>(c.Recorded[0], shape[0] * shape[1])

        gradients { Cut.standard with RowBytes = rowBytes; TapeBytes = tapeBytes } threads (fun pullback ->
            pullback.GradientsOfRows(rows, request))
        |> Bits.equalGradients $"{name}, rows of {rowBytes} and tapes of {tapeBytes} bytes, {threads} threads" whole

[<Theory; MemberData("models", MemberType = typeof<Samples.Every>)>]
let ``A gradient of the output that is computed in pieces gives the bits of the whole`` (name: string) =
    Trials.forSeeds 2 (pieces<float32> name)
    Trials.forSeeds 2 (pieces<float> name)
