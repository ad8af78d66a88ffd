/// Parameters, states and inputs for any model, so that a law can be checked on all of them.
module Neurons.Properties.Samples

open System
open System.Collections.Concurrent
open FsCheck
open FsCheck.FSharp
open Neurons
open Neurons.Testing
open Neurons.Compile
open Neurons.Run

/// The names of all models.
let models = Models.all |> Array.map _.Name

/// What a model is run on: a layer, and rows of numbers in the units of the model, so that 0 is what is usual.
type Sample = {
    Steps: int
    Batch: int
    Neurons: int
    /// Whether a parameter is shared.
    Shared: bool[]
    /// Changes of the parameters, in shares of what may be.
    Parameters: float[]
    /// Changes of the state.
    State: float[]
    /// Inputs, about 1 of which makes a neuron fire.
    Inputs: float[]
    /// What outputs and states are weighted with.
    Weights: float[]
    Step: int64
    Seed: int
    Stream: int
} with

    member s.Shape = [| s.Batch; s.Neurons |]
    member s.Timed = [| s.Steps; s.Batch; s.Neurons |]

/// The least and the most of each length of a sample.
type Lengths = { Steps: int * int; Batch: int * int; Neurons: int * int }

let private simpler (least: Lengths) (s: Sample) : Sample seq = seq {
    let numbers = Numbers.shorter Numbers.simpler

    for steps in Numbers.fewer (fst least.Steps) s.Steps do
        { s with Sample.Steps = steps }

    for batch in Numbers.fewer (fst least.Batch) s.Batch do
        { s with Sample.Batch = batch }

    for neurons in Numbers.fewer (fst least.Neurons) s.Neurons do
        { s with Sample.Neurons = neurons }

    for shared in Numbers.shorter (fun one -> if one then Seq.empty else seq { true }) s.Shared do
        { s with Shared = shared }

    for row in numbers s.Parameters do
        { s with Parameters = row }

    for row in numbers s.State do
        { s with State = row }

    for row in numbers s.Inputs do
        { s with Inputs = row }

    for row in numbers s.Weights do
        { s with Weights = row }

    if s.Step > 0L then
        { s with Step = 0L }
        { s with Step = s.Step / 2L }

    for seed in Numbers.fewer 0 s.Seed do
        { s with Seed = seed }

    for stream in Numbers.fewer 0 s.Stream do
        { s with Stream = stream }
}

/// Samples of some lengths, at a step early or late, around what float32 can count.
let cases (lengths: Lengths) : Arbitrary<Sample> =
    let generator = gen {
        let! steps = Gen.choose lengths.Steps
        let! batch = Gen.choose lengths.Batch
        let! neurons = Gen.choose lengths.Neurons
        let! shared = Gen.oneof [ Gen.constant [| true |]; Gen.constant [| false |]; Numbers.flags ]
        let! parameters = Numbers.row (Numbers.between -1.0 1.0)
        let! state = Numbers.row Numbers.uniform
        let! inputs = Numbers.row (Numbers.between -0.5 3.5)
        let! weights = Numbers.row Numbers.normal
        let! step = Gen.elements [ 0L; 190_000L; (1L <<< 24) - 2L; 1L <<< 31 ]
        let! later = Gen.choose (0, 999)
        let! seed = Gen.choose (0, Int32.MaxValue)
        let! stream = Gen.choose (0, 8)

        return {
            Steps = steps
            Batch = batch
            Neurons = neurons
            Shared = shared
            Parameters = parameters
            State = state
            Inputs = inputs
            Weights = weights
            Step = step + int64 later
            Seed = seed
            Stream = stream
        }
    }

    Arb.fromGenShrink (generator, simpler lengths)

let definition (name: string) = (Models.find name).Definition

let isNoisy (model: Definition) = (Equations.draws (Equations.roots model.Equations)).Length > 0

let defaults (model: Definition) = model.ParameterInfo |> Array.map (fun q -> Shared q.Value)

let private drives = ConcurrentDictionary<string, float[]>()

/// Of each input, about the least constant value that makes the neuron fire; 1 where there is none.
let threshold (model: Definition) : float[] =
    let find (i: int) =
        let values = [| for k in -12 .. 24 -> 2.0 ** float k |]
        let shape = [| values.Length |]
        let dynamics = Dynamics model

        let input k =
            Unchanged(200, Bits.tensor<float> shape (if k = i then values else Array.zeroCreate values.Length))

        let state = dynamics.Initial<float>(defaults model, [| nativeint values.Length |], 0UL, 0u)

        let struct (counts, _) =
            dynamics.SpikeCounts(defaults model, state, Array.init model.InputNames.Length input)

        match Bits.floats counts |> Array.tryFindIndex (fun count -> count > 0.0) with
        | Some k when k > 0 -> values[k]
        | _ -> 1.0

    drives.GetOrAdd(
        model.Name,
        fun _ ->
            if model.Spikes && not (isNoisy model) then
                Array.init model.InputNames.Length find
            else
                Array.create model.InputNames.Length 1.0
    )

let private nearby (info: Quantity) amount =
    let value = if info.Value = 0.0 then amount else info.Value * (1.0 + amount)
    if info.Range.Contains value then value else info.Value

/// Parameters near the defaults, of layers of so many neurons: all shared, all per neuron, or some of each.
let parameters (model: Definition) (sample: Sample) : ParameterValue[] =
    let drawn =
        model.ParameterInfo
        |> Array.mapi (fun p info ->
            let changed n = nearby info (0.05 * Numbers.at sample.Parameters (7 * p + n))

            if Numbers.at sample.Shared p then
                Shared(changed 0)
            else
                PerNeuron(Bits.tensor<float> [| sample.Neurons |] (Array.init sample.Neurons changed)))

    try
        Check.parameters model drawn
        drawn
    with :? ArgumentException ->
        defaults model

/// A state near the initial one.
let state<'T> (model: Definition) (values: ParameterValue[]) (sample: Sample) : StateValues<'T> =
    let initial =
        (Dynamics model).Initial<'T>(values, Array.map nativeint sample.Shape, uint64 sample.Seed, uint32 sample.Stream)

    let moved s tensor =
        Bits.floats tensor
        |> Array.mapi (fun n v -> v + 0.01 * (if v = 0.0 then 1.0 else v) * Numbers.at sample.State (11 * s + n))
        |> Bits.tensor<'T> sample.Shape

    { initial with Values = Array.mapi moved initial.Values; Step = sample.Step }

/// Inputs around the threshold.
let inputs<'T> (model: Definition) (sample: Sample) : InputSequence<'T>[] =
    let count = Array.fold (*) 1 sample.Timed

    threshold model
    |> Array.mapi (fun i drive ->
        Numbers.take sample.Inputs (13 * i) count
        |> Array.map (fun x -> drive * x)
        |> Bits.tensor<'T> sample.Timed
        |> EachStep)

/// Numbers to weight the outputs and states with, other ones for each place.
let weights<'T> (sample: Sample) place (lengths: int[]) =
    Numbers.take sample.Weights (17 * place) (Array.fold (*) 1 lengths) |> Bits.tensor<'T> lengths

/// Weights of all that a run records, and of its final state.
let allWeights<'T> (model: Definition) (sample: Sample) =
    let recorded = Array.init (1 + model.StateNames.Length) (fun r -> weights<'T> sample r sample.Timed)
    let final = Array.init model.StateNames.Length (fun s -> weights<'T> sample (100 + s) sample.Shape)
    recorded, final

/// A request for all gradients.
let everything (model: Definition) : GradientRequest<'T> = {
    Inputs = Array.create model.InputNames.Length true
    State = true
    Parameters = Array.create model.ParameterNames.Length true
    InputBuffers = null
}

/// Everything that a run returns: the output, all states over time, and all gradients for fixed weights.
type Outcome<'T> = { Recorded: IntegralResult<'T>; Gradients: Gradients<'T> }

let records (model: Definition) = Array.append [| Outputs |] (Array.map StateOver model.StateNames)

let run (dynamics: Dynamics) values (state: StateValues<'T>) inputs (dRecorded: _[]) (dFinal: _[]) : Outcome<'T> =
    let model = dynamics.Definition
    let pullback = Pullback.run dynamics values state inputs (records model) ValueNone

    {
        Recorded = { Recorded = pullback.Recorded; Final = pullback.Final }
        Gradients = pullback.Gradients(dRecorded, dFinal, everything model)
    }

let equalOutcomes what (expected: Outcome<'A>) (actual: Outcome<'B>) =
    for r in 0 .. expected.Recorded.Recorded.Length - 1 do
        Bits.equalTensors $"{what}, record {r}" expected.Recorded.Recorded[r] actual.Recorded.Recorded[r]

    Bits.equalStates what expected.Recorded.Final actual.Recorded.Final
    Bits.equalGradients what expected.Gradients actual.Gradients
