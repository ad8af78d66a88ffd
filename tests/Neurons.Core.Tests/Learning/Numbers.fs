/// Tensors of random numbers, and comparisons, for the tests of learning.
module Neurons.Tests.Learning.Numbers

open System
open System.Numerics.Tensors
open Neurons.Primitives
open Xunit

let tensor (shape: int list) (values: float[]) =
    Tensor.Create(values, ReadOnlySpan(List.toArray (List.map nativeint shape)))

let random (seed: uint64) (shape: int list) =
    let stream = RandomStream(seed, 0u)
    tensor shape (Array.init (List.fold (*) 1 shape) (fun _ -> 2.0 * stream.NextDouble() - 1.0))

let values (tensor: Tensor<'T>) =
    let flat = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(flat.AsSpan())
    flat

let singles (source: Tensor<float>) = Tensor.Create(Array.map float32 (values source), source.Lengths)

let dot (a: Tensor<float>) (b: Tensor<float>) = Array.fold2 (fun sum x y -> sum + x * y) 0.0 (values a) (values b)

let close tolerance (expected: float[]) (actual: float[]) =
    Assert.Equal(expected.Length, actual.Length)

    for i in 0 .. expected.Length - 1 do
        let error = abs (expected[i] - actual[i])

        Assert.True(
            error <= tolerance * max 1.0 (abs expected[i]),
            $"element {i} is {actual[i]}, not {expected[i]}: {error} off"
        )

/// The gradient of a function of a tensor by central differences.
let differences (f: Tensor<float> -> float) (x: Tensor<float>) =
    let h = 1e-6
    let flat = values x

    Array.init flat.Length (fun i ->
        let at change =
            let moved = Array.copy flat
            moved[i] <- moved[i] + change
            f (Tensor.Create(moved, x.Lengths))

        (at h - at -h) / (2.0 * h))

/// What a computation returns with 1, 2 and 3 threads.
let withThreads (compute: unit -> 'A) =
    let threads = Parallelism.Threads

    try
        [|
            for count in 1..3 do
                Parallelism.Threads <- count
                compute ()
        |]
    finally
        Parallelism.Threads <- threads
