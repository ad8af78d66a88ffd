module Neurons.Tests.Learning.CrossEntropyTests

open System
open Neurons
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private output = random 1UL [ 6; 5; 4 ]
let private labels = [| 3; 0; 2; 1; 1 |]

let private evaluate readout =
    Objective.evaluate (Objective.crossEntropy (ReadOnce readout) CrossEntropy.options)

let private classes readout =
    Objective.classes (Objective.crossEntropy (ReadOnce readout) CrossEntropy.options)

[<Fact>]
let ``Equal potentials cost the logarithm of the number of classes`` () =
    let flat = tensor [ 3; 5; 4 ] (Array.create 60 0.7)

    for readout in [ MaxOverTime; MeanOverTime ] do
        close 1e-15 [| log 4.0 |] [| (evaluate readout (EachStep flat) labels null).Value |]

[<Fact>]
let ``Huge potentials do not overflow`` () =
    let huge = tensor [ 1; 1; 2 ] [| 1e30; -1e30 |]
    let right = evaluate MaxOverTime (EachStep(singles huge)) [| 0 |] null
    let wrong = evaluate MaxOverTime (EachStep(singles huge)) [| 1 |] null
    Assert.Equal(0.0, right.Value)
    close 1e-6 [| 2e30 |] [| wrong.Value |]
    Assert.Equal<float32[]>([| 1.0f; -1.0f |], values wrong.Gradient)

[<Fact>]
let ``A network that has diverged has a loss of NaN`` () =
    let broken = tensor [ 3; 1; 2 ] [| 0.0; 1.0; nan; 2.0; 5.0; 3.0 |]

    for readout in [ MaxOverTime; MeanOverTime ] do
        Assert.True(Double.IsNaN (evaluate readout (EachStep broken) [| 1 |] null).Value)

[<Fact>]
let ``Classes are those of the largest value over time, and their hits are counted`` () =
    // sample 0 peaks in class 1, sample 1 has the larger mean in class 0
    let output = tensor [ 2; 2; 2 ] [| 0.0; 9.0; 4.0; 0.0; 5.0; 0.0; 4.0; 5.0 |]
    Assert.Equal<int[]>([| 1; 1 |], classes MaxOverTime (EachStep output))
    Assert.Equal<int[]>([| 1; 0 |], classes MeanOverTime (EachStep output))
    Assert.Equal(1, (evaluate MaxOverTime (EachStep output) [| 1; 0 |] null).Correct)
    Assert.Equal(2, (evaluate MeanOverTime (EachStep output) [| 1; 0 |] null).Correct)

[<Fact>]
let ``Labels and shapes that do not fit are errors that say what is allowed`` () =
    let message x labels =
        Assert.ThrowsAny<ArgumentException>(fun () -> evaluate MaxOverTime x labels null |> ignore).Message

    Assert.Contains("label 1 is 4; it must be in 0 .. 3", message (EachStep output) [| 0; 4; 0; 0; 0 |])
    Assert.Contains("2 labels for a batch of 5", message (EachStep output) [| 0; 1 |])
    Assert.Contains("[5, 4]", message (EachStep(random 1UL [ 5; 4 ])) labels)
