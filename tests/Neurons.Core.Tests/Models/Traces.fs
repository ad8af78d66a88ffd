/// Runs a model by name on one neuron or some, in float64.
module Neurons.Tests.Models.Traces

open System
open System.Collections.Generic
open System.Numerics.Tensors
open Neurons

/// What a run leaves: [T][N].
type Trace = { Output: float[][]; States: Map<string, float[][]>; Final: StateValues<float> }

let dynamics (entry: ModelEntry) (options: (string * string) list) =
    entry.Create(dict options |> Dictionary<string, string>)

/// The default parameters, some of them changed; of two changes of one parameter the first counts.
let parameters (entry: ModelEntry) (changes: (string * float) list) : ParameterValue[] =
    let values = entry.Parameters ""

    for name, value in List.rev changes do
        values[Definition.parameterIndex entry.Definition name] <- Shared value

    values

let tensor (lengths: int list) (values: float[]) =
    Tensor.Create(values, ReadOnlySpan(lengths |> List.map nativeint |> List.toArray))

let flat (tensor: Tensor<float>) : float[] =
    let values = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values

/// From a state, with an input for every step and neuron: inputs[t][n].
let runFrom (dynamics: Dynamics) parameters (start: StateValues<float>) (inputs: float[][]) : Trace =
    let neurons = int start.Values[0].FlattenedLength
    let xs = tensor [ inputs.Length; neurons ] (Array.concat inputs)
    let names = dynamics.Definition.StateNames
    let records = Array.append [| Outputs |] (names |> Array.map StateOver)
    // further inputs are silent
    let silent = tensor [ inputs.Length; neurons ] (Array.zeroCreate (inputs.Length * neurons))

    let sequences =
        dynamics.Definition.InputNames |> Array.mapi (fun i _ -> EachStep(if i = 0 then xs else silent))

    let result = dynamics.Integral(parameters, start, sequences, records, ValueNone)
    let rows tensor = flat tensor |> Array.chunkBySize neurons

    {
        Output = rows result.Recorded[0]
        States = Map.ofArray (Array.mapi (fun i name -> name, rows result.Recorded[i + 1]) names)
        Final = result.Final
    }

let run (dynamics: Dynamics) parameters (inputs: float[][]) =
    runFrom dynamics parameters (dynamics.Initial<float>(parameters, [| nativeint inputs[0].Length |], 1UL, 0u)) inputs

/// One neuron at a constant input.
let constant dynamics parameters steps x = run dynamics parameters (Array.replicate steps [| x |])

/// A state of a neuron after a step.
let state (trace: Trace) name (t: int) (n: int) : float = trace.States[name].[t].[n]

let spikes (trace: Trace) = trace.Output |> Array.sumBy Array.sum

/// The steps at which neuron 0 fired.
let spikeSteps (trace: Trace) =
    trace.Output |> Array.indexed |> Array.filter (fun (_, z) -> z[0] = 1.0) |> Array.map fst

/// The least of the constant inputs …, 0.5, 1, 2, … at which the neuron fires at least 20 times in 5,000 steps, or, if its steps are
/// too short for that, in 100,000.
let drive (dynamics: Dynamics) parameters =
    seq {
        for steps in [ 5000; 100000 ] do
            for k in 0..23 do
                struct (steps, Math.ScaleB(1.0, k - 8))
    }
    |> Seq.find (fun (struct (steps, x)) -> spikes (constant dynamics parameters steps x) >= 20.0)
    |> fun (struct (_, x)) -> x

/// The names of the models, for a theory.
let names: string[] = Models.all |> Array.map _.Name
