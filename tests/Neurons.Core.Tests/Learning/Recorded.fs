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

/// The cases whose function's name begins so.
let group (prefix: string) : JsonElement[] = [|
    for case in cases.Value.RootElement.GetProperty("cases").EnumerateArray() do
        if case.GetProperty("function").GetString().StartsWith prefix then
            case
|]

let name (case: JsonElement) = case.GetProperty("function").GetString()

/// An option that is a number, or a flag as 0 or 1; or what it is where the recording leaves it out.
let option (name: string) (otherwise: float) (case: JsonElement) =
    match case.GetProperty("options").TryGetProperty name with
    | true, value when value.ValueKind = JsonValueKind.True -> 1.0
    | true, value -> value.GetDouble()
    | _ -> otherwise

let has (group: string) (case: JsonElement) = fst (case.TryGetProperty group)

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
