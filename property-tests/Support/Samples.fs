/// Parameters, states and inputs for any model, so that a law can be checked on all of them.
module Neurons.Properties.Samples

open System
open System.Collections.Concurrent
open System.Collections.Generic
open Neurons
open Neurons.Compile
open Neurons.Run

/// The names of all models, for theories.
type Every =
    static member models() : IEnumerable<obj[]> = Models.all |> Seq.map (fun entry -> [| box entry.Name |])

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

let private nearby (random: Random) amount (info: Quantity) =
    let change = amount * (2.0 * random.NextDouble() - 1.0)
    let value = if info.Value = 0.0 then change else info.Value * (1.0 + change)
    if info.Range.Contains value then value else info.Value

/// Parameters near the defaults, of layers of so many neurons: all shared, all per neuron, or some of each.
let parameters (model: Definition) (random: Random) (neurons: int) : ParameterValue[] =
    let kind = random.Next 3

    let drawn =
        model.ParameterInfo
        |> Array.mapi (fun p info ->
            if kind = 0 || (kind = 1 && p % 2 = 0) then
                Shared(nearby random 0.05 info)
            else
                Bits.tensor<float> [| neurons |] (Array.init neurons (fun _ -> nearby random 0.05 info))
                |> PerNeuron)

    try
        Check.parameters model drawn
        drawn
    with :? ArgumentException ->
        defaults model

/// A state near the initial one, at a step early or late, around what float32 can count.
let state<'T> (model: Definition) (values: ParameterValue[]) (random: Random) (shape: int[]) : StateValues<'T> =
    let initial =
        (Dynamics model).Initial<'T>(values, Array.map nativeint shape, uint64 (random.Next()), uint32 (random.Next 9))

    let moved tensor =
        Bits.floats tensor
        |> Array.map (fun v -> v + 0.01 * (if v = 0.0 then 1.0 else v) * random.NextDouble())
        |> Bits.tensor<'T> shape

    {
        initial with
            Values = Array.map moved initial.Values
            Step = [| 0L; 190_000L; (1L <<< 24) - 2L; 1L <<< 31 |][random.Next 4] + int64 (random.Next 1000)
    }

/// Inputs around the threshold, for so many steps.
let inputs<'T> (model: Definition) (random: Random) (steps: int) (shape: int[]) : InputSequence<'T>[] =
    let lengths = Array.append [| steps |] shape
    let count = Array.fold (*) 1 lengths

    threshold model
    |> Array.map (fun drive ->
        Array.init count (fun _ -> drive * (4.0 * random.NextDouble() - 0.5))
        |> Bits.tensor<'T> lengths
        |> EachStep)

/// Numbers to weight outputs with.
let weights<'T> (random: Random) (lengths: int[]) =
    Bits.tensor<'T> lengths (Array.init (Array.fold (*) 1 lengths) (fun _ -> Bits.gauss random))

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
