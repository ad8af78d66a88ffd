module Neurons.Core.Tests.Run.ClosedFormTests

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons

let private flat (tensor: Tensor<float>) =
    let values: float[] = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values

let private constant steps (x: float) = Tensor.Create(Array.create steps x, ReadOnlySpan [| nativeint steps; 1n |])

/// The membrane potential after each step of a constant input.
let private lifBox dt steps x =
    let neuron = LifBox.create<float> { LifBox.options with Dt = dt }
    let start = neuron.Initial(LifBox.parameters, [| 1 |])

    let struct (records, _) =
        neuron.Record [ StateOver "V"; Outputs ] LifBox.parameters start (constant steps x)

    for z in flat records[1] do
        Expect.equal z 0.0 "a spike"

    flat records[0]

/// Of a neuron whose current starts at i0 and that gets no input.
let private cubaLif dt steps i0 =
    let neuron = CubaLif.create<float> { CubaLif.options with Dt = dt }
    let start = neuron.Initial(CubaLif.parameters, [| 1 |])
    let current = Tensor.Create([| i0 |], ReadOnlySpan [| 1n |])
    let start = { start with Variables = { start.Variables with I = current } }

    let struct (records, _) =
        neuron.Record [ StateOver "V"; Outputs ] CubaLif.parameters start (constant steps 0.0)

    for z in flat records[1] do
        Expect.equal z 0.0 "a spike"

    flat records[0]

let private mem, syn = 100.0, 200.0

/// The errors at one time, for steps that are halved again and again.
let private isOfFirstOrder (potential: float -> int -> float[]) (exact: float) =
    let time = 0.02

    let errors = [|
        for halvings in 3..7 do
            let steps = 20 <<< halvings
            abs ((potential (time / float steps) steps)[steps - 1] - exact)
    |]

    for error, halved in Array.pairwise errors do
        Expect.isInRange (error / halved) (1.95, 2.05) "the ratio of the errors"

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Run.ClosedFormTests" [
        testCase "LifBox below threshold follows the closed form of its Euler recursion" (fun () ->
            let dt, x = 0.001, 0.9

            lifBox dt 500 x
            |> Array.iteri (fun k v ->
                Expect.floatClose
                    (Expect.within 1e-13)
                    v
                    (x * (1.0 - (1.0 - dt * mem) ** float (k + 1)))
                    $"the potential after {k + 1} steps"))

        testCase "CubaLif below threshold follows the closed form of its Euler recursion" (fun () ->
            let dt, i0 = 0.001, 0.5
            // v[n+1] = a v[n] + (1 − a) i[n], i[n] = i0 bⁿ: v[n] = (1 − a) i0 (aⁿ − bⁿ) / (a − b)
            let a, b = 1.0 - dt * mem, 1.0 - dt * syn

            cubaLif dt 500 i0
            |> Array.iteri (fun k v ->
                let n = float (k + 1)

                Expect.floatClose
                    (Expect.within 1e-13)
                    v
                    ((1.0 - a) * i0 * (a ** n - b ** n) / (a - b))
                    $"the potential after {k + 1} steps"))

        testCase "LifBox converges to its differential equation with the first order" (fun () ->
            isOfFirstOrder (fun dt steps -> lifBox dt steps 0.9) (0.9 * (1.0 - exp (-0.02 * mem))))

        testCase "CubaLif converges to its differential equation with the first order" (fun () ->
            let exact = mem * 0.5 * (exp (-0.02 * mem) - exp (-0.02 * syn)) / (syn - mem)
            isOfFirstOrder (fun dt steps -> cubaLif dt steps 0.5) exact)
    ]
