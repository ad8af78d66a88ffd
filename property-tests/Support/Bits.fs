/// Comparing numbers bit for bit.
module Neurons.Properties.Bits

open System
open System.Numerics.Tensors
open Expecto
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

let precisions = [ Precision.Float32; Precision.Float64 ]
