/// Tensors of numbers, and comparisons.
module Neurons.Tests.Tensors

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Primitives

let tensor (shape: int list) (values: 'T[]) : Tensor<'T> =
    Tensor.Create(values, ReadOnlySpan(List.toArray (List.map nativeint shape)))

let random (seed: uint64) (shape: int list) =
    let stream = RandomStream(seed, 0u)
    tensor shape (Array.init (List.fold (*) 1 shape) (fun _ -> 2.0 * stream.NextDouble() - 1.0))

let values (tensor: Tensor<'T>) =
    let flat = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(flat.AsSpan())
    flat

let singles (source: Tensor<float>) = Tensor.Create(Array.map float32 (values source), source.Lengths)

/// Numbers that differ by so much at the most, relative to those above 1.
let close tolerance (expected: float[]) (actual: float[]) =
    Expect.hasLength actual expected.Length "the numbers"

    for i in 0 .. expected.Length - 1 do
        let error = abs (expected[i] - actual[i])

        Expect.isTrue
            (error <= tolerance * max 1.0 (abs expected[i]))
            $"element {i} is {actual[i]}, not {expected[i]}: {error} off"
