module Neurons.Properties.Run.ReferenceProperties

open System

open System.Numerics.Tensors

open Expecto
open FsCheck.FSharp
open Neurons.Testing

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

/// A random graph, what it is run on, of which each number is rounded first, and what the interpreter makes of it.
let graphRunOf<'T> (round: float -> float) (case: Graphs.Case) =
    let model = Graphs.definition (Graphs.equations case.Constants case.Genes)
    let shape = [| case.Batch; case.Neurons |]
    let timed = [| case.Steps; case.Batch; case.Neurons |]
    let count = Array.fold (*) 1

    let perNeuron place =
        Bits.tensor<float> [| case.Neurons |] (Numbers.take case.Normal place case.Neurons)

    let numbers place lengths =
        Numbers.take case.Numbers place (count lengths) |> Array.map round |> Bits.tensor<'T> lengths

    let values = [|
        (if Numbers.at case.Flags 0 then
             Shared case.Normal[0]
         else
             PerNeuron(perNeuron 0))
        PerNeuron(perNeuron 7)
    |]

    let state: StateValues<'T> = {
        Values = [| numbers 0 shape; numbers 11 shape |]
        Step = int64 case.Start
        Seed = uint64 case.Start
        Stream = 1u
    }

    let inputs = [| EachStep(numbers 23 timed); Unchanged(case.Steps, numbers 31 shape) |]

    // some gradients are not given
    let sometimes place lengths = if Numbers.at case.Flags place then null else numbers (37 * place) lengths
    let dRecorded = Array.init 3 (fun r -> sometimes (1 + r) timed)
    let dFinal = Array.init 2 (fun s -> sometimes (4 + s) shape)
    let expected = reference model values state inputs dRecorded dFinal

    {|
        Model = model
        Values = values
        State = state
        Inputs = inputs
        DRecorded = dRecorded
        DFinal = dFinal
        Expected = expected
    |}

let graphRun<'T> (case: Graphs.Case) = graphRunOf<'T> id case

let private graphs<'T> (case: Graphs.Case) =
    let r = graphRun<'T> case

    for backend in [ Backend.best; Backend.OpByOp ] do
        let dynamics = Dynamics(r.Model, backend, Cut.standard)
        let actual = Samples.run dynamics r.Values r.State r.Inputs r.DRecorded r.DFinal
        Samples.equalOutcomes $"{backend}, {typeof<'T>.Name}" r.Expected actual

/// Numbers of which one in three is extreme.
let graphCases precision =
    let extreme = Bits.extreme precision
    Graphs.casesOf 20 20 extreme (Gen.frequency [ 1, extreme; 2, Numbers.normal ])

let private models<'T> backends name (sample: Samples.Sample) =
    let model = Samples.definition name
    let values = Samples.parameters model sample
    let state = Samples.state<'T> model values sample
    let inputs = Samples.inputs<'T> model sample
    let dRecorded, dFinal = Samples.allWeights<'T> model sample
    let expected = reference model values state inputs dRecorded dFinal

    for backend in backends do
        let dynamics = Dynamics(model, backend, Cut.standard)
        let actual = Samples.run dynamics values state inputs dRecorded dFinal
        Samples.equalOutcomes $"{name}, {backend}, {typeof<'T>.Name}" expected actual

let private samples = Samples.cases { Steps = 1, 14; Batch = 1, 2; Neurons = 1, 12 }

[<Tests>]
let tests =
    testList "Neurons.Properties.Run.ReferenceProperties" [
        property
            "Random graphs run over time, forward and backward, with the bits of the reference in float32"
            50
            (graphCases Precision.Float32)
            graphs<float32>

        property
            "Random graphs run over time, forward and backward, with the bits of the reference in float64"
            50
            (graphCases Precision.Float64)
            graphs<float>

        each "Every model runs, forward and backward, with the bits of the reference" Samples.models (fun label name ->
            // the widest vectors are those for which long steps are put in order, and emulated where there are none
            let backends = List.distinct [ Backend.best; Backend.Emitted 512; Backend.Emitted 0; Backend.OpByOp ]

            property label 4 samples (fun sample ->
                models<float32> backends name sample
                models<float> backends name sample))
    ]
