/// Arrays of recorded cases.
module Neurons.Tests.Learning.Recorded

open System
open System.Numerics.Tensors
open System.Text.Json

let private field (group: string) (name: string) (case: JsonElement) = case.GetProperty(group).GetProperty(name)

let values group name case : float[] = [|
    for value in (field group name case).GetProperty("values").EnumerateArray() do
        value.GetDouble()
|]

let tensor group name case : Tensor<float> =
    let shape = [|
        for length in (field group name case).GetProperty("shape").EnumerateArray() do
            nativeint (length.GetInt32())
    |]

    Tensor.Create(values group name case, ReadOnlySpan shape)
