/// The layers against values that PyTorch 2.13 computed in float64.
module Neurons.Tests.Layers.RecordedLayerTests

open System
open System.IO.Compression
open System.Numerics.Tensors
open System.Reflection
open System.Text.Json
open Neurons
open Neurons.Learning
open Neurons.Tests.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private cases =
    lazy
        (use file = Assembly.GetExecutingAssembly().GetManifestResourceStream "layers.json.gz"
         use content = new GZipStream(file, CompressionMode.Decompress)
         use document = JsonDocument.Parse content
         document.RootElement.Clone().GetProperty("cases").EnumerateArray() |> Seq.toArray)

let private hasOption (name: string) (case: JsonElement) = fst (case.GetProperty("options").TryGetProperty name)

let private count name otherwise (case: JsonElement) =
    if hasOption name case then
        case.GetProperty("options").GetProperty(name: string).GetInt32()
    else
        otherwise

let private flag (name: string) (case: JsonElement) =
    hasOption name case && case.GetProperty("options").GetProperty(name).GetBoolean()

let private input name case = Recorded.tensor "inputs" name case

/// The output and the gradients by name.
let private compute (case: JsonElement) : Tensor<float> * (string * Tensor<float>) list =
    let x = Unchanged(1, input "input" case)
    let dy = Recorded.tensor "upstream" "output" case

    match case.GetProperty("function").GetString() with
    | "layer.linear" ->
        let weights = { Weight = input "weight" case; Bias = input "bias" case }
        let y = Linear.forward weights x null
        let g = Linear.weightGradient weights x dy { Weight = null; Bias = null }
        Sequence.tensor y, [ "input", Linear.inputGradient weights dy null; "weight", g.Weight; "bias", g.Bias ]
    | "layer.conv1d"
    | "layer.conv2d" ->
        let weights = { Weight = input "weight" case; Bias = input "bias" case }
        let dimensions = weights.Weight.Rank - 2

        let o: Convolution.Options = {
            Stride = Array.create dimensions (count "stride" 1 case)
            Padding = Array.create dimensions (count "padding" 0 case)
            Dilation = Array.create dimensions (count "dilation" 1 case)
            Groups = count "groups" 1 case
        }

        let y = Convolution.forward o weights x null
        let g = Convolution.weightGradient o weights x dy { Weight = null; Bias = null }
        let dx = Convolution.inputGradient o weights ((Sequence.tensor x).Lengths.ToArray()) dy null
        Sequence.tensor y, [ "input", dx; "weight", g.Weight; "bias", g.Bias ]
    | "layer.max_pool2d"
    | "layer.avg_pool2d" as name ->
        let kernel = Array.create 2 (count "kernel" 1 case)

        let reduction =
            if name = "layer.max_pool2d" then
                LargestOf
            else
                MeanOf(flag "count_include_pad" case)

        let o = {
            Pooling.options reduction kernel with
                Stride = Array.create 2 (count "stride" kernel[0] case)
                Padding = Array.create 2 (count "padding" 0 case)
        }

        let y = Sequence.tensor (Pooling.forward o x null)
        y, [ "input", Pooling.inputGradient o (Sequence.tensor x) y dy null ]
    | "layer.batch_norm2d" ->
        let weights = { Scale = input "weight" case; Offset = input "bias" case }
        let running = { Mean = input "running_mean" case; Variance = input "running_var" case }
        let run = BatchNorm.forward BatchNorm.options (flag "training" case) weights running x null
        let none = { Input = null; Weights = { Scale = null; Offset = null } }
        let g = BatchNorm.gradients BatchNorm.options weights x run dy true none
        Sequence.tensor run.Output, [ "input", g.Input; "weight", g.Weights.Scale; "bias", g.Weights.Offset ]
    | "layer.layer_norm" ->
        let weights = { Scale = input "weight" case; Offset = input "bias" case }
        let o = LayerNorm.options (weights.Scale.Lengths.ToArray() |> Array.map int)
        let y = LayerNorm.forward o weights x null
        let none = { Input = null; Weights = { Scale = null; Offset = null } }
        let g = LayerNorm.gradients o weights (Sequence.tensor x) dy true none
        Sequence.tensor y, [ "input", g.Input; "weight", g.Weights.Scale; "bias", g.Weights.Offset ]
    | other -> failwith $"{other} is not replayed"

[<Fact>]
let ``Every recorded layer has the output and the gradients that PyTorch computed`` () =
    Assert.Equal(15, cases.Value.Length)

    for case in cases.Value do
        let output, gradients = compute case
        close 1e-9 (Recorded.values "outputs" "output" case) (values output)

        for name, gradient in gradients do
            close 1e-9 (Recorded.values "gradients" name case) (values gradient)
