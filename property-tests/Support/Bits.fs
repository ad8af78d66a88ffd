/// Comparing numbers bit for bit, and numbers worth comparing.
module Neurons.Properties.Bits

open System
open System.Numerics.Tensors
open Neurons

/// Equal bits; all NaNs count as equal.
let same (a: float) (b: float) =
    (Double.IsNaN a && Double.IsNaN b)
    || BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b

/// Fails at the first element that differs.
let equal what (expected: float[]) (actual: float[]) =
    if expected.Length <> actual.Length then
        failwith $"{what}: {actual.Length} elements instead of {expected.Length}"

    for i in 0 .. expected.Length - 1 do
        if not (same expected[i] actual[i]) then
            failwith $"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R}"

let floats (tensor: Tensor<'T>) : float[] =
    let values: 'T[] = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values |> Array.map (fun x -> Convert.ToDouble(box x))

let equalTensors what (expected: Tensor<'A>) (actual: Tensor<'B>) =
    if expected.Lengths.ToArray() <> actual.Lengths.ToArray() then
        failwith $"{what}: another shape"

    equal what (floats expected) (floats actual)

let equalParameters what (expected: ParameterValue) (actual: ParameterValue) =
    match expected, actual with
    | Shared a, Shared b -> equal what [| a |] [| b |]
    | PerNeuron a, PerNeuron b -> equalTensors what a b
    | _ -> failwith $"{what}: one is shared, the other per neuron"

let equalGradients what (expected: Gradients<'A>) (actual: Gradients<'B>) =
    for i in 0 .. expected.Inputs.Length - 1 do
        equalTensors $"{what}, gradient of input {i}" expected.Inputs[i] actual.Inputs[i]

    for i in 0 .. expected.State.Length - 1 do
        equalTensors $"{what}, gradient of state {i}" expected.State[i] actual.State[i]

    for i in 0 .. expected.Parameters.Length - 1 do
        equalParameters $"{what}, gradient of parameter {i}" expected.Parameters[i] actual.Parameters[i]

let equalStates what (expected: StateValues<'A>) (actual: StateValues<'B>) =
    if expected.Step <> actual.Step then
        failwith $"{what}: step {actual.Step} instead of {expected.Step}"

    for i in 0 .. expected.Values.Length - 1 do
        equalTensors $"{what}, state {i}" expected.Values[i] actual.Values[i]

/// A tensor of an element type.
let tensor<'T> (lengths: int[]) (values: float[]) : Tensor<'T> =
    Tensor.Create(Array.map Element.ofFloat<'T> values, ReadOnlySpan(Array.map nativeint lengths))

/// A standard normal number.
let gauss (random: Random) =
    sqrt (-2.0 * log (1.0 - random.NextDouble())) * cos (2.0 * Math.PI * random.NextDouble())

/// Numbers at the ends of the range, around the special ones, and of any size.
let extreme precision (random: Random) =
    let single = (precision = Precision.Float32)
    let tiny = if single then float Single.Epsilon else Double.Epsilon
    let normal = if single then 1.17549435082228751e-38 else 2.2250738585072014e-308
    let huge = if single then float Single.MaxValue else Double.MaxValue
    let sign = if random.Next 2 = 0 then 1.0 else -1.0

    let magnitude =
        match random.Next 20 with
        | 0 -> 0.0
        | 1 -> tiny
        | 2 -> tiny * float (random.Next 1000)
        | 3 -> normal
        | 4 -> normal - tiny
        | 5 -> huge
        | 6 -> Double.PositiveInfinity
        | 7 -> Double.NaN
        | 8 -> 1.0
        | 9 -> Math.BitIncrement 1.0
        | 10 -> float (random.Next 100)
        | 11 -> Math.Pow(10.0, (if single then 38.0 else 308.0) * (2.0 * random.NextDouble() - 1.0))
        | _ -> gauss random

    Precision.round precision (sign * magnitude)

let precisions = [ Precision.Float32; Precision.Float64 ]
