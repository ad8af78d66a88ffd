/// Values recorded from PyTorch 2.13 and snnTorch 0.9.4, computed in float64.
module Neurons.Tests.Learning.Recorded

open System
open System.IO.Compression
open System.Numerics.Tensors
open System.Reflection
open System.Text.Json

let private cases =
    lazy
        (use file = Assembly.GetExecutingAssembly().GetManifestResourceStream "recorded.json.gz"
         use content = new GZipStream(file, CompressionMode.Decompress)
         JsonDocument.Parse content)

let case (name: string) : JsonElement =
    cases.Value.RootElement.GetProperty("cases").EnumerateArray()
    |> Seq.find (fun case -> case.GetProperty("function").GetString() = name)

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

let labels case = values "inputs" "targets" case |> Array.map int
