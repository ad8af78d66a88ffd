module Neurons.Properties.Run.ReferenceProperties

open System
open System.Numerics.Tensors
open Xunit
open Neurons
open Neurons.Compile
open Neurons.Run
open Neurons.Properties

let private asFloats (tensor: Tensor<'T>) =
    if isNull tensor then
        null
    else
        Bits.tensor<float> (tensor.Lengths.ToArray() |> Array.map int) (Bits.floats tensor)

let private asInput input =
    match input with
    | EachStep tensor -> EachStep(asFloats tensor)
    | Unchanged(steps, tensor) -> Unchanged(steps, asFloats tensor)

/// What the interpreter makes of a run, neuron by neuron and step by step.
let private reference<'T>
    model
    values
    (state: StateValues<'T>)
    (inputs: InputSequence<'T>[])
    (dRecorded: Tensor<'T>[])
    (dFinal: Tensor<'T>[])
    : Samples.Outcome<float> =
    let precision = Precision.ofType<'T>
    let inputs = Array.map asInput inputs

    let state = {
        Values = Array.map asFloats state.Values
        Step = state.Step
        Seed = state.Seed
        Stream = state.Stream
    }

    let trajectory = Reference.integral precision model values state inputs
    let dRecorded = Array.map asFloats dRecorded
    let dFinal = Array.map asFloats dFinal

    {
        Recorded = {
            Recorded = Array.append [| trajectory.Output |] trajectory.States
            Final = trajectory.Final
        }
        Gradients = Reference.gradients precision model values state inputs (Samples.records model) dRecorded dFinal
    }

let private sometimes (random: Random) (tensor: Tensor<'T>) = if random.Next 4 = 0 then null else tensor

let private graphs<'T> (genes: Graphs.Gene[]) (seed: int) =
    let random = Random seed
    let constants = Array.init 8 (fun _ -> Bits.extreme Precision.ofType<'T> random)
    let model = Graphs.definition (Graphs.equations constants genes)
    let steps, batch, features = 1 + random.Next 4, 1 + random.Next 3, 1 + random.Next 20
    let shape = [| batch; features |]
    let timed = [| steps; batch; features |]
    let count = batch * features

    let numbers count =
        Array.init count (fun _ ->
            if random.Next 3 = 0 then
                Bits.extreme Precision.ofType<'T> random
            else
                Bits.gauss random)

    let finite () = Array.init features (fun _ -> Bits.gauss random)

    let values = [|
        if random.Next 2 = 0 then
            Shared(Bits.gauss random)
        else
            PerNeuron(Bits.tensor<float> [| features |] (finite ()))
        PerNeuron(Bits.tensor<float> [| features |] (finite ()))
    |]

    let state: StateValues<'T> = {
        Values = Array.init 2 (fun _ -> Bits.tensor<'T> shape (numbers count))
        Step = int64 (random.Next 100000)
        Seed = uint64 (random.NextInt64())
        Stream = uint32 (random.Next())
    }

    let inputs = [|
        EachStep(Bits.tensor<'T> timed (numbers (steps * count)))
        Unchanged(steps, Bits.tensor<'T> shape (numbers count))
    |]

    let dRecorded =
        Array.init 3 (fun _ -> sometimes random (Bits.tensor<'T> timed (numbers (steps * count))))

    let dFinal = Array.init 2 (fun _ -> sometimes random (Bits.tensor<'T> shape (numbers count)))

    let expected = reference model values state inputs dRecorded dFinal

    for backend in [ Backend.best; Backend.OpByOp ] do
        let dynamics = Dynamics(model, backend, Cut.standard)
        let actual = Samples.run dynamics values state inputs dRecorded dFinal
        Samples.equalOutcomes $"{backend}, {typeof<'T>.Name}, {steps} steps of {batch} × {features}" expected actual

[<Fact>]
let ``Random graphs run over time, forward and backward, with the bits of the reference in float32`` () =
    Graphs.forAll 50 20 graphs<float32>

[<Fact>]
let ``Random graphs run over time, forward and backward, with the bits of the reference in float64`` () =
    Graphs.forAll 50 20 graphs<float>

let private models<'T> backends name (seed: int) =
    let random = Random seed
    let model = Samples.definition name
    let steps, batch, features = 5 + random.Next 10, 1 + random.Next 2, 1 + random.Next 12
    let shape = [| batch; features |]
    let timed = [| steps; batch; features |]
    let values = Samples.parameters model random features
    let state = Samples.state<'T> model values random shape
    let inputs = Samples.inputs<'T> model random steps shape
    let dRecorded = Samples.records model |> Array.map (fun _ -> Samples.weights<'T> random timed)
    let dFinal = model.StateNames |> Array.map (fun _ -> Samples.weights<'T> random shape)
    let expected = reference model values state inputs dRecorded dFinal

    for backend in backends do
        let dynamics = Dynamics(model, backend, Cut.standard)
        let actual = Samples.run dynamics values state inputs dRecorded dFinal
        Samples.equalOutcomes $"{name}, {backend}, {typeof<'T>.Name}" expected actual

[<Theory; MemberData("models", MemberType = typeof<Samples.Every>)>]
let ``Every model runs, forward and backward, with the bits of the reference`` (name: string) =
    let backends = [ Backend.best; Backend.Emitted 0; Backend.OpByOp ]
    Trials.forSeeds 4 (models<float32> backends name)
    Trials.forSeeds 4 (models<float> backends name)
