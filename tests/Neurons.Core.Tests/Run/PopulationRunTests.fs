module Neurons.Tests.Run.PopulationRunTests

open System
open System.Collections.Generic
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Compile
open Neurons.Primitives
open Neurons.Run
open Neurons.Tests.Tensors

let private steps, neurons = 12, 70

/// The steps of parts of the neurons, one after the other, in place.
let private inParts (neuron: Dynamics) parameters (start: StateValues<float>) (inputs: Tensor<float>[]) =
    use lease = new Lease()
    let states = start.Values |> Array.map (fun s -> tensor [ neurons ] (values s))
    let places = states |> Array.mapi (fun i s -> lease.Write($"state {i}", s))
    let output = tensor [ neurons ] (Array.zeroCreate<float> neurons)
    let noise: Noise = { Seed = start.Seed; Stream = start.Stream; FirstStep = 0L }

    use run =
        new PopulationRun(
            neuron,
            Precision.Float64,
            neurons,
            parameters,
            places,
            lease.Write("output", output),
            noise,
            2
        )

    let rows = inputs |> Array.map lease.Read
    let isBlock = inputs |> Array.map (fun _ -> false)

    let outputs =
        Array.init steps (fun t ->
            let inputs = rows |> Array.map (fun row -> row + nativeint (8 * t * neurons))

            for thread, first, count in [ 0, 0, 33; 1, 33, neurons - 33 ] do
                run.Run(thread, int64 t, first, count, ReadOnlySpan inputs, ReadOnlySpan isBlock)

            values output)

    Array.concat outputs, states |> Array.map values

[<Tests>]
let tests =
    testList "Neurons.Tests.Run.PopulationRunTests" [
        for entry in Array.append Models.all Models.synapses do
            testCase $"%s{entry.Name}: steps of parts of a population, in place, are the integral" (fun () ->
                let neuron = entry.Create(Dictionary<string, string>())
                let parameters = neuron.Definition.ParameterInfo |> Array.map (fun info -> Shared info.Value)
                let start = neuron.Initial<float>(parameters, [| nativeint neurons |], 3UL, 4u)

                let inputs =
                    neuron.Definition.InputNames |> Array.mapi (fun i _ -> random (uint64 i) [ steps; neurons ])

                let expected =
                    neuron.Integral(parameters, start, inputs |> Array.map EachStep, [| Outputs |], ValueNone)

                let outputs, states = inParts neuron parameters start inputs
                Expect.sameNumbers outputs (values expected.Recorded[0]) "the outputs"

                for s in 0 .. states.Length - 1 do
                    Expect.sameNumbers states[s] (values expected.Final.Values[s]) "a state")
    ]
