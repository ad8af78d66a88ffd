module Neurons.Core.Tests.Run.StepDerivativesTests

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Symbolic
open Neurons.Compile

let private tensor (values: float[]) = Tensor.Create(values, ReadOnlySpan [| nativeint values.Length |])

let private flat (tensor: Tensor<float>) =
    let values: float[] = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values

let private entries = Array.append Models.all Models.synapses

/// The step of some neurons, with the derivatives by all parameters, of which the first is one for each neuron.
let private derived (definition: Definition) ignoresSpikes =
    let count = definition.ParameterNames.Length
    let shared = Array.init count (fun p -> p > 0)
    let wanted = Array.create count true
    StepDerivatives(Dynamics definition, Outputs, shared, wanted, ignoresSpikes)

let private parameters (definition: Definition) neurons =
    definition.ParameterInfo
    |> Array.mapi (fun p info ->
        if p = 0 then
            PerNeuron(tensor (Array.create neurons info.Value))
        else
            Shared info.Value)

/// Forward-mode derivatives, by one column, of the output and of the states after a step, for one neuron.
let private duals
    (definition: Definition)
    (noise: StateValues<float>)
    (inputs: float[])
    (states: float[])
    (numbers: float[])
    neuron
    column
    =
    let n, k = states.Length, inputs.Length

    let leaves = {
        Variable =
            fun v ->
                match v.Kind with
                | VariableKind.Input -> inputs[v.Index]
                | VariableKind.State -> states[v.Index]
                | VariableKind.Parameter -> numbers[v.Index]
                | Adjoint -> nan
        Step = float noise.Step
        Uniform = Reference.uniform Precision.Float64 noise 0 neuron
    }

    let place (v: Variable) =
        match v.Kind with
        | VariableKind.State -> v.Index
        | VariableKind.Input -> n + v.Index
        | VariableKind.Parameter -> n + k + v.Index
        | Adjoint -> -1

    let evaluate = Dual.evaluator leaves (fun v -> if place v = column then 1.0 else 0.0)
    let e = definition.Equations
    (evaluate e.Outputs[0]).Tangent, e.Next |> Array.map (fun next -> (evaluate next).Tangent)

let private isOfEachModel (definition: Definition) (gain: float) =
    let neurons, steps = 4, 6
    let d = derived definition false
    let values = parameters definition neurons
    let numbers = definition.ParameterInfo |> Array.map _.Value
    let random = Random 7
    let mutable state = d.Neuron.Initial<float>(values, [| nativeint neurons |], 3UL, 1u)

    for step in 1..steps do
        let inputs =
            definition.InputNames
            |> Array.map (fun _ -> Array.init neurons (fun _ -> gain * random.NextDouble()))

        let before = state
        let struct (_, after) = d.Neuron.Step(values, state, inputs |> Array.map tensor)
        state <- after

        let value (derivative: StepDerivative) neuron =
            if isNull derivative then 0.0
            elif derivative.IsFixed then derivative.Value values
            else (flat after.Values[derivative.Place])[neuron]

        for neuron in 0 .. neurons - 1 do
            let states = Array.init d.States (fun s -> (flat before.Values[s])[neuron])

            for column in 0 .. d.Columns - 1 do
                let output, next =
                    duals definition before (inputs |> Array.map (Array.item neuron)) states numbers neuron column

                let close expected actual what =
                    if not (expected = actual || abs (expected - actual) <= 1e-9 * (1.0 + abs expected)) then
                        failtest $"{what} by column {column} at step {step}: {actual} instead of {expected}"

                let gain = if isNull d.Gain then 1.0 else value d.Gain neuron
                close output (gain * value (d.Output column) neuron) "the output"

                next
                |> Array.iteri (fun s expected ->
                    close expected (value (d.Next(s, column)) neuron) definition.StateNames[s])

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Run.StepDerivativesTests" [
        for entry in entries do
            testCase $"The derivatives of a step of {entry.Name} are those of dual numbers" (fun () ->
                for gain in [ 1.0; 30.0; 1000.0 ] do
                    isOfEachModel entry.Definition gain)

        testCase "Neurons that are linear between spikes have fixed derivatives there" (fun () ->
            for name in [ "Leaky"; "LifBox"; "CubaLif"; "Synaptic"; "If"; "Alpha" ] do
                let definition = (Models.find name).Definition

                let d =
                    StepDerivatives(
                        Dynamics definition,
                        Outputs,
                        Array.create definition.ParameterNames.Length true,
                        Array.create definition.ParameterNames.Length false,
                        true
                    )

                for column in 0 .. d.Columns - 1 do
                    for derivative in
                        Array.append [| d.Output column |] (Array.init d.States (fun s -> d.Next(s, column))) do
                        Expect.isTrue (isNull derivative || derivative.IsFixed) $"{name}, column {column}")

        testCase "The leak of a leaky neuron between spikes is its beta" (fun () ->
            let definition = (Models.find "Leaky").Definition
            let count = definition.ParameterNames.Length

            let d =
                StepDerivatives(Dynamics definition, Outputs, Array.create count true, Array.create count false, true)

            let values = definition.ParameterInfo |> Array.map (fun q -> Shared q.Value)
            Expect.equal (d.Next(0, 0).Value values) 0.9 "∂mem'/∂mem"
            Expect.equal (d.Next(0, 1).Value values) 1.0 "∂mem'/∂x")
    ]
