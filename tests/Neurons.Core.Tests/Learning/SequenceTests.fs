/// What losses and optimizers do with tensors that are null.
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

let private row = filled [ 3; 2; 4 ]
let private loss = Objective.crossEntropy (ReadOnce SumOverTime) CrossEntropy.options
let private sgd = { Sgd.options with Momentum = 0.9 }
let private adam = Adam.options
let private moments = Adam.initial row

/// A tensor that a function needs, and what calls the function without it.
let private calls: (string * (unit -> obj)) list = [
    "of the sequence", (fun () -> Objective.evaluate loss missing [| 0; 1 |] null |> box)
    "of the sequence", (fun () -> Accuracy.rate 1 missing [| 0; 1 |] |> box)
    "gradient", (fun () -> Sgd.update sgd 1L none row row |> box)
    "velocity", (fun () -> Sgd.update sgd 1L row none row |> box)
    "parameter", (fun () -> Sgd.update sgd 1L row row none |> box)
    "parameter", (fun () -> Sgd.updateInPlace sgd 1L row row none |> box)
    "parameter", (fun () -> Sgd.initial sgd none |> box)
    "gradient", (fun () -> Adam.update adam 1L none moments row |> box)
    "First", (fun () -> Adam.update adam 1L row { moments with First = null } row |> box)
    "Second", (fun () -> Adam.update adam 1L row { moments with Second = null } row |> box)
    "parameter", (fun () -> Adam.update adam 1L row moments none |> box)
    "parameter", (fun () -> Adam.initial none |> box)
    "gradient", (fun () -> GradientAccumulation.add 1.0 none row |> box)
    "sum", (fun () -> GradientAccumulation.add 1.0 row none |> box)
    "gradient", (fun () -> GradientClipping.norm [ row; none ] |> box)
    "gradient", (fun () -> GradientClipping.byNorm 1.0 [ none ] |> box)
    "gradient", (fun () -> GradientClipping.byValue 1.0 [ none ] |> box)
    "spikes", (fun () -> RateSparsity.evaluate 1.0 none row |> box)
    "spikes", (fun () -> SpikeIndices.OfDense none |> box)
]

let numbers: seq<obj[]> = calls |> Seq.mapi (fun i _ -> [| box i |])

[<Theory; MemberData(nameof numbers)>]
let ``A tensor that is null is an error that names it, and not taken for one of zeros`` (call: int) =
    let name, run = calls[call]
    let error = Assert.Throws<ArgumentNullException>(fun () -> run () |> ignore)
    Assert.Matches($"^(The tensor %s{name} is null|[A-Za-z]+: %s{name} is null)[.;]", error.Message)

[<Fact>]
let ``What may be null still may be`` () = Assert.Equal(24.0, RateSparsity.evaluate 1.0 row null)
