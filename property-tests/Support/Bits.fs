/// Comparing numbers bit for bit, and numbers worth comparing.
module Neurons.Properties.Bits

open System
open System.Numerics.Tensors
open Expecto
open FsCheck.FSharp
open Neurons.Testing
open Neurons

/// Equal bits; all NaNs count as equal.
let same (a: float) (b: float) =
    (Double.IsNaN a && Double.IsNaN b)
    || BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b

/// Fails at the first element that differs.
let equal what (expected: float[]) (actual: float[]) =
    if expected.Length <> actual.Length then
        failtest $"{what}: {actual.Length} elements instead of {expected.Length}"

    for i in 0 .. expected.Length - 1 do
        if not (same expected[i] actual[i]) then
            failtest $"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R}"

let floats (tensor: Tensor<'T>) : float[] =
    let values: 'T[] = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values |> Array.map (fun x -> Convert.ToDouble(box x))

let equalTensors what (expected: Tensor<'A>) (actual: Tensor<'B>) =
    if expected.Lengths.ToArray() <> actual.Lengths.ToArray() then
        failtest $"{what}: another shape"

    equal what (floats expected) (floats actual)

let equalParameters what (expected: ParameterValue) (actual: ParameterValue) =
    match expected, actual with
    | Shared a, Shared b -> equal what [| a |] [| b |]
    | PerNeuron a, PerNeuron b -> equalTensors what a b
    | _ -> failtest $"{what}: one is shared, the other per neuron"

let equalGradients what (expected: Gradients<'A>) (actual: Gradients<'B>) =
    for i in 0 .. expected.Inputs.Length - 1 do
        equalTensors $"{what}, gradient of input {i}" expected.Inputs[i] actual.Inputs[i]

    for i in 0 .. expected.State.Length - 1 do
        equalTensors $"{what}, gradient of state {i}" expected.State[i] actual.State[i]

    for i in 0 .. expected.Parameters.Length - 1 do
        equalParameters $"{what}, gradient of parameter {i}" expected.Parameters[i] actual.Parameters[i]

let equalStates what (expected: StateValues<'A>) (actual: StateValues<'B>) =
    if expected.Step <> actual.Step then
        failtest $"{what}: step {actual.Step} instead of {expected.Step}"

    for i in 0 .. expected.Values.Length - 1 do
        equalTensors $"{what}, state {i}" expected.Values[i] actual.Values[i]

/// A tensor of an element type.
let tensor<'T> (lengths: int[]) (values: float[]) : Tensor<'T> =
    Tensor.Create(Array.map Element.ofFloat<'T> values, ReadOnlySpan(Array.map nativeint lengths))

/// Numbers at the ends of the range, around the special ones, and of any size.
let extreme precision =
    let single = (precision = Precision.Float32)
    let tiny = if single then float Single.Epsilon else Double.Epsilon
    let least = if single then 1.17549435082228751e-38 else 2.2250738585072014e-308
    let huge = if single then float Single.MaxValue else Double.MaxValue
    let whole most = Gen.choose (0, most) |> Gen.map float

    let magnitude =
        Gen.frequency [
            10,
            Gen.elements [
                0.0
                tiny
                least
                least - tiny
                huge
                Double.PositiveInfinity
                Double.NaN
                1.0
                Math.BitIncrement 1.0
            ]
            1, whole 999 |> Gen.map (fun n -> tiny * n)
            1, whole 99
            1, Numbers.between -1.0 1.0 |> Gen.map (fun u -> 10.0 ** ((if single then 38.0 else 308.0) * u))
            8, Numbers.normal
        ]

    Gen.map2 (fun sign x -> Precision.round precision (sign * x)) (Gen.elements [ 1.0; -1.0 ]) magnitude

let precisions = [ Precision.Float32; Precision.Float64 ]
