module Neurons.Tests.Run.MemoryRunTests

open System
open System.Collections.Generic
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Primitives
open Neurons.Run
open Neurons.Tests.Tensors

let private neuron = (Models.find "CubaLif").Create(Dictionary<string, string>())
let private parameters = neuron.Definition.ParameterInfo |> Array.map (fun info -> Shared info.Value)
let private every = parameters |> Array.map (fun _ -> true)
let private xs = random 5UL [ 20; 3; 4 ]
let private start = neuron.Initial<float>(parameters, [| 3n; 4n |], 0UL, 0u)
let private inputs = [| EachStep xs |]
let private noise: Noise = { Seed = 0UL; Stream = 0u; FirstStep = 0L }
let private like (tensor: Tensor<float>) = Tensor.CreateFromShape<float> tensor.Lengths

let private onMemory (lease: Lease) =
    new MemoryRun(
        neuron,
        Precision.Float64,
        20,
        12,
        parameters,
        [| lease.Read xs |],
        start.Values |> Array.map lease.Read,
        noise
    )

let private same (actual: Tensor<float>) (expected: Tensor<float>) =
    Expect.sameNumbers (values actual) (values expected)

let private message (action: unit -> unit) = (Expect.thrownAny<ArgumentException> action).Message

[<Tests>]
let tests =
    testList "Neurons.Tests.Run.MemoryRunTests" [
        testCase "A run on memory of one's own is the integral, and its gradients are those of the pullback" (fun () ->
            let expected = Pullback.run neuron parameters start inputs [| Outputs |] ValueNone
            use lease = new Lease()
            use run = onMemory lease
            let output = like xs
            let final = start.Values |> Array.map like
            run.Forward(lease.Write("output", output), final |> Array.map (fun s -> lease.Write("final", s)))
            same output expected.Recorded[0] "the output"

            for s in 0 .. final.Length - 1 do
                same final[s] expected.Final.Values[s] "the last state"

            let dOutput = random 6UL [ 20; 3; 4 ]
            let dFinal = start.Values |> Array.map (fun _ -> random 7UL [ 3; 4 ])
            let dInput = like xs
            let dStates = start.Values |> Array.map like

            let sums =
                run.Backward(
                    lease.Read dOutput,
                    dFinal |> Array.map lease.Read,
                    [| lease.Write("dInput", dInput) |],
                    dStates |> Array.map (fun s -> lease.Write("dState", s)),
                    every
                )

            let gradients =
                expected.Gradients(
                    [| dOutput |],
                    dFinal,
                    { Inputs = [| true |]; State = true; Parameters = every; InputBuffers = null }
                )

            same dInput gradients.Inputs[0] "the gradient of the input"

            for s in 0 .. dStates.Length - 1 do
                same dStates[s] gradients.State[s] "the gradient of a state"

            for p in 0 .. sums.Length - 1 do
                Expect.sameNumbers sums[p] (gradients.Parameters[p].ToArray()) "the gradient of a parameter")

        testCase "Steps one at a time are the integral, and go back to its gradients" (fun () ->
            let expected = Pullback.run neuron parameters start inputs [| Outputs |] ValueNone
            use lease = new Lease()
            let output = like xs

            let states =
                start.Values |> Array.map (fun _ -> Tensor.CreateFromShape<float>(ReadOnlySpan [| 21n; 3n; 4n |]))

            let steps = StepwiseNeurons<float>(lease, neuron, parameters, start, [| xs |], Outputs, output, states)
            steps.Begin()

            for t in 0..19 do
                steps.Forward t

            same output expected.Recorded[0] "the output"
            let dOutput = random 6UL [ 20; 3; 4 ]
            let dStates = start.Values |> Array.map like
            let dInput = like xs
            steps.BeginBackward(dOutput, dStates, [| dInput |], every)

            for t in 19..-1..0 do
                steps.Backward t

            let gradients =
                expected.Gradients(
                    [| dOutput |],
                    null,
                    { Inputs = [| true |]; State = true; Parameters = every; InputBuffers = null }
                )

            same dInput gradients.Inputs[0] "the gradient of the input"
            same dStates[0] gradients.State[0] "the gradient of a state")

        testCase "What does not fit is refused before memory is touched" (fun () ->
            use lease = new Lease()
            use run = onMemory lease

            Expect.stringContains
                (message (fun () -> run.Forward(lease.Write("output", like xs), [||])))
                "CubaLif: 0 last states were given; there are 2"
                "the message"

            let none () =
                new MemoryRun(neuron, Precision.Float64, 0, 12, parameters, [| 0n |], [| 0n; 0n |], noise) |> ignore

            Expect.stringContains (message none) "CubaLif: 0 steps of 12 neurons" "the message"

            let states =
                start.Values |> Array.map (fun _ -> Tensor.CreateFromShape<float>(ReadOnlySpan [| 21n; 3n; 4n |]))

            let short () =
                StepwiseNeurons<float>(
                    lease,
                    neuron,
                    parameters,
                    start,
                    [| xs |],
                    Outputs,
                    like xs,
                    [| like xs; like xs |]
                )
                |> ignore

            Expect.stringContains
                (message short)
                "states[0] has the shape [20, 3, 4]; [21, 3, 4] is needed"
                "the message"

            let steps = StepwiseNeurons<float>(lease, neuron, parameters, start, [| xs |], Outputs, like xs, states)
            Expect.stringContains (message (fun () -> steps.Forward 20)) "step is 20; there are 20" "the message")
    ]
