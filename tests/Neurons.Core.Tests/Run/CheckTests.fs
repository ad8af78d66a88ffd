module Neurons.Core.Tests.Run.CheckTests

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Run

let private numbers (lengths: int list) : Tensor<float> =
    let lengths = lengths |> List.map nativeint |> Array.ofList
    let count = int (Array.fold (*) 1n lengths)
    Tensor.Create(Array.init count (fun i -> 0.1 * float i), ReadOnlySpan lengths)

let private neuron = CubaLif.create<float> CubaLif.options
let private values = neuron.Definition.ParameterInfo |> Array.map (fun q -> Shared q.Value)
let private start = neuron.Dynamics.Initial<float>(values, [| 2n; 3n |], 0UL, 0u)

let private flat (tensor: Tensor<float>) =
    let values: float[] = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values

/// The error says all of this.
let private says (parts: string list) (action: unit -> unit) =
    let error = Expect.thrownAny<ArgumentException> action

    for part in "CubaLif" :: parts do
        Expect.stringContains error.Message part "the message"

let private integral values state inputs buffers =
    neuron.Dynamics.Integral(values, state, inputs, [| Outputs |], buffers) |> ignore

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Run.CheckTests" [
        testCase "An input whose shape does not end with the state's is an error that names both" (fun () ->
            says [ "x"; "[5, 2, 4]"; "[2, 3]" ] (fun () ->
                integral values start [| EachStep(numbers [ 5; 2; 4 ]) |] ValueNone))

        testCase "An input without the time is an error that names both shapes" (fun () ->
            says [ "x"; "[3, 3]"; "[2, 3]" ] (fun () ->
                integral values start [| EachStep(numbers [ 3; 3 ]) |] ValueNone))

        testCase "A constant input of another shape than the state's is an error that names both" (fun () ->
            says [ "x"; "[3]"; "[2, 3]" ] (fun () -> integral values start [| Unchanged(5, numbers [ 3 ]) |] ValueNone))

        testCase "A per-neuron parameter that fits no layer of the state's shape is an error that names both" (fun () ->
            let values = values |> Array.mapi (fun p value -> if p = 3 then PerNeuron(numbers [ 2 ]) else value)

            says [ "VTh"; "[2]"; "[2, 3]" ] (fun () ->
                integral values start [| EachStep(numbers [ 5; 2; 3 ]) |] ValueNone))

        testCase "States of different shapes are an error that names both" (fun () ->
            let state = { start with Values = [| numbers [ 2; 3 ]; numbers [ 3; 2 ] |] }

            says [ "I"; "[3, 2]"; "[2, 3]" ] (fun () ->
                integral values state [| EachStep(numbers [ 5; 2; 3 ]) |] ValueNone))

        testCase "A record of a state that there is not is an error, also over no steps" (fun () ->
            for steps in [ 0; 5 ] do
                says [ "VV"; "V" ] (fun () ->
                    neuron.Dynamics.Integral(
                        values,
                        start,
                        [| EachStep(numbers [ steps; 2; 3 ]) |],
                        [| StateOver "VV" |],
                        ValueNone
                    )
                    |> ignore))

        testCase
            "A state that is to be updated in place and is not contiguous is an error that names its shape"
            (fun () ->
                let apart () =
                    (numbers [ 2; 6 ]).Slice(ReadOnlySpan [| Buffers.NRange.All; Buffers.NRange(0n, 3n) |])

                let state = { start with Values = [| apart (); apart () |] }
                let buffers = { Recorded = [| numbers [ 5; 2; 3 ] |]; Final = state.Values }

                let error =
                    Expect.thrown<ArgumentException> (fun () ->
                        integral values state [| EachStep(numbers [ 5; 2; 3 ]) |] (ValueSome buffers))

                Expect.stringContains error.Message "Final of shape [2, 3] is not contiguous" "the message")

        testCase "Gradients of another shape than what was recorded are an error that names both" (fun () ->
            let pullback =
                Pullback.run neuron.Dynamics values start [| EachStep(numbers [ 5; 2; 3 ]) |] [| Outputs |] ValueNone

            let request = {
                Inputs = [| true |]
                State = false
                Parameters = Array.create 5 false
                InputBuffers = null
            }

            says [ "dRecorded"; "[4, 2, 3]"; "[5, 2, 3]" ] (fun () ->
                pullback.Gradients([| numbers [ 4; 2; 3 ] |], null, request) |> ignore)

            says [ "dFinal"; "[3, 2]"; "[2, 3]" ] (fun () ->
                pullback.Gradients(null, [| numbers [ 3; 2 ]; null |], request) |> ignore)

            says [ "InputBuffers"; "[5, 3, 2]"; "[5, 2, 3]" ] (fun () ->
                pullback.Gradients(null, null, { request with InputBuffers = [| numbers [ 5; 3; 2 ] |] }) |> ignore))

        theory
            "A buffer of the wrong shape is an error that names both, and changes nothing"
            [ true; false ]
            (fun (recordedIsWrong: bool) ->
                let state = neuron.Dynamics.Initial<float>(values, [| 2n; 3n |], 0UL, 0u)
                let before = state.Values |> Array.map flat
                let wrong, right = numbers [ 5; 3; 2 ], numbers [ 5; 2; 3 ]

                let buffers = {
                    IntegralBuffers.Recorded = [| (if recordedIsWrong then wrong else right) |]
                    Final = (if recordedIsWrong then state.Values else [| state.Values[0]; numbers [ 6 ] |])
                }

                let parts =
                    if recordedIsWrong then
                        [ "Recorded"; "[5, 3, 2]"; "[5, 2, 3]" ]
                    else
                        [ "Final"; "[6]"; "[2, 3]" ]

                says parts (fun () -> integral values state [| EachStep(numbers [ 5; 2; 3 ]) |] (ValueSome buffers))
                Expect.equal (flat right) (flat (numbers [ 5; 2; 3 ])) "the recorded buffer"
                Array.iter2 (fun (was: float[]) tensor -> Expect.equal (flat tensor) was "a state") before state.Values)
    ]
