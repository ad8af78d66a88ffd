/// What layers do with tensors that are null.
module Neurons.Tests.Learning.SequenceTests

open System
open System.Numerics.Tensors
open Xunit
open Neurons
open Neurons.Learning
open Neurons.Tests.Learning.Numbers

let private none: Tensor<float> = null
let private missing = EachStep none

let private filled (lengths: int list) : Tensor<float> = tensor lengths (Array.create (List.fold (*) 1 lengths) 1.0)

let private linear: LinearWeights<float> = { Weight = filled [ 5; 4 ]; Bias = null }
let private noWeight: LinearWeights<float> = { Weight = null; Bias = null }
let private kernel = { linear with Weight = filled [ 5; 1; 2 ] }
let private norm: NormWeights<float> = { Scale = null; Offset = null }
let private noNorm: NormGradients<float> = { Input = null; Weights = norm }
let private running: RunningStatistics<float> = { Mean = filled [ 4 ]; Variance = filled [ 4 ] }
let private row = filled [ 3; 2; 4 ]
let private x = EachStep row
let private image = [| 3n; 2n; 1n; 4n |]
let private images = EachStep(filled [ 3; 2; 1; 4 ])
let private pooling = Pooling.options LargestOf [| 2 |]
let private convolution = Convolution.options 1
let private layerNorm = LayerNorm.options [| 4 |]
let private dropout = Dropout.options 0.5
let private key: DropoutKey = { Seed = 1UL; Stream = 0u; Pass = 0L }
let private batchRun = BatchNorm.forward BatchNorm.options true norm running x null

/// A tensor that a function needs, and what calls the function without it.
let private calls: (string * (unit -> obj)) list = [
    "of the sequence", (fun () -> Linear.forward linear missing null |> box)
    "of the sequence", (fun () -> Linear.forward linear (Unchanged(3, none)) null |> box)
    "Weight", (fun () -> Linear.forward noWeight x null |> box)
    "of the sequence", (fun () -> Linear.weightGradient linear missing row linear |> box)
    "dy", (fun () -> Linear.weightGradient linear x null noWeight |> box)
    "dy", (fun () -> Linear.inputGradient linear none null |> box)
    "Weight", (fun () -> Linear.inputGradient noWeight row null |> box)
    "of the sequence", (fun () -> Convolution.forward convolution kernel missing null |> box)
    "Weight", (fun () -> Convolution.forward convolution noWeight images null |> box)
    "dy", (fun () -> Convolution.weightGradient convolution kernel images null noWeight |> box)
    "dy", (fun () -> Convolution.inputGradient convolution kernel image none null |> box)
    "of the sequence", (fun () -> Pooling.forward pooling missing null |> box)
    "x", (fun () -> Pooling.inputGradient pooling none row row null |> box)
    "y", (fun () -> Pooling.inputGradient pooling (filled [ 3; 2; 1; 4 ]) none row null |> box)
    "of the sequence", (fun () -> BatchNorm.forward BatchNorm.options true norm running missing null |> box)
    "Mean", (fun () -> BatchNorm.forward BatchNorm.options true norm { running with Mean = null } x null |> box)
    "Variance",
    (fun () -> BatchNorm.forward BatchNorm.options false norm { running with Variance = null } x null |> box)
    "dy", (fun () -> BatchNorm.gradients BatchNorm.options norm x batchRun null true noNorm |> box)
    "of the sequence", (fun () -> LayerNorm.forward layerNorm norm missing null |> box)
    "x", (fun () -> LayerNorm.gradients layerNorm norm none row true noNorm |> box)
    "dy", (fun () -> LayerNorm.gradients layerNorm norm row none true noNorm |> box)
    "of the sequence", (fun () -> Dropout.forward dropout key missing null |> box)
    "dy", (fun () -> Dropout.inputGradient dropout key x null null |> box)
    "of the sequence", (fun () -> Delay.forward 2 null missing null |> box)
    "dy", (fun () -> Delay.inputGradient 2 x null null |> box)
    "of the sequence", (fun () -> OverTime.forward AverageOverTime missing null |> box)
    "dy", (fun () -> OverTime.inputGradient AverageOverTime x row null null |> box)
    "y", (fun () -> OverTime.inputGradient LargestOverTime x null (filled [ 2; 4 ]) null |> box)
    "of the sequence", (fun () -> ActivityPenalty.evaluate ActivityPenalty.options missing null |> box)
    "spikes", (fun () -> SpikeIndices.OfDense none |> box)
]

let numbers: seq<obj[]> = calls |> Seq.mapi (fun i _ -> [| box i |])

[<Theory; MemberData(nameof numbers)>]
let ``A tensor that is null is an error that names it, and not taken for one of zeros`` (call: int) =
    let name, run = calls[call]
    let error = Assert.Throws<ArgumentNullException>(fun () -> run () |> ignore)
    Assert.Matches($"^(The tensor %s{name} is null|[A-Za-z]+: %s{name} is null)[.;]", error.Message)

[<Fact>]
let ``What may be null still may be`` () =
    let bias = Linear.forward { linear with Bias = filled [ 5 ] } x null
    let without = Linear.forward linear x null

    Assert.Equal<float[]>(
        values (Sequence.tensor bias),
        values (Sequence.tensor without) |> Array.map (fun y -> y + 1.0)
    )
