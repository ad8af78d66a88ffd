module Neurons.Tests.Learning.AdamTests

open System
open System.Numerics.Tensors
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private run (o: Adam.Options) (start: Tensor<float>) (gradients: Tensor<float>[]) =
    let mutable parameter = start
    let mutable moments = Adam.initial start

    gradients
    |> Array.mapi (fun i gradient ->
        let struct (next, after) = Adam.update o (int64 i + 1L) gradient moments parameter
        parameter <- next
        moments <- after
        parameter)

[<Fact>]
let ``Two updates by hand`` () =
    let o: Adam.Options = {
        LearningRate = 0.1
        Beta1 = 0.5
        Beta2 = 0.75
        Epsilon = 1.0
        WeightDecay = L2 0.0
    }
    // n = 1: m = 1, m̂ = 2; v = 1, v̂ = 4: 3 − 0.1·2/(2 + 1)
    // n = 2: m = 0.5 − 1 = −0.5, m̂ = −0.5/0.75; v = 0.75 + 1 = 1.75, v̂ = 1.75/0.4375 = 4
    let first = 3.0 - 0.1 * 2.0 / 3.0
    let second = first + 0.1 * (0.5 / 0.75) / 3.0
    let updates = run o (tensor [ 1 ] [| 3.0 |]) [| tensor [ 1 ] [| 2.0 |]; tensor [ 1 ] [| -2.0 |] |]
    close 1e-15 [| first; second |] (Array.collect values updates)

[<Fact>]
let ``Decay in the gradient moves by the moments, decay apart from it by itself`` () =
    let o: Adam.Options = {
        LearningRate = 0.1
        Beta1 = 0.5
        Beta2 = 0.75
        Epsilon = 1.0
        WeightDecay = L2 0.5
    }
    // the gradient 2 becomes 2 + 0.5·3 = 3.5 = m̂, v̂ = 3.5²
    let l2 = (run o (tensor [ 1 ] [| 3.0 |]) [| tensor [ 1 ] [| 2.0 |] |])[0]
    close 1e-15 [| 3.0 - 0.1 * 3.5 / 4.5 |] (values l2)

    let apart =
        (run { o with WeightDecay = Decoupled 0.5 } (tensor [ 1 ] [| 3.0 |]) [| tensor [ 1 ] [| 2.0 |] |])[0]

    close 1e-15 [| 3.0 * (1.0 - 0.1 * 0.5) - 0.1 * 2.0 / 3.0 |] (values apart)

[<Fact>]
let ``The first update moves by the learning rate against the gradient's sign, whatever its size`` () =
    let gradient = tensor [ 4 ] [| 1e-3; -5.0; 1e6; -1e-2 |]
    let moved = (run Adam.options (tensor [ 4 ] (Array.zeroCreate 4)) [| gradient |])[0]
    close 1e-7 [| -0.001; 0.001; -0.001; 0.001 |] (values moved)

[<Fact>]
let ``An update in place gives the bits of the pure one, which leaves its arguments alone, at any number of threads``
    ()
    =
    let parameter = singles (random 1UL [ 70_001 ])
    let gradient = singles (random 2UL [ 70_001 ])
    let before = values parameter
    let moments = Adam.initial parameter
    let struct (next, after) = Adam.update Adam.options 1L gradient moments parameter
    let struct (next, _) = Adam.update Adam.options 2L gradient after next
    Assert.Equal<float32[]>(before, values parameter)
    Assert.All(values moments.First, (fun m -> Assert.Equal(0.0f, m)))

    let inPlace =
        withThreads (fun () ->
            let parameter = Tensor.Create(Array.copy before, parameter.Lengths)
            let moments = Adam.initial parameter
            Adam.updateInPlace Adam.options 1L gradient moments parameter
            Adam.updateInPlace Adam.options 2L gradient moments parameter
            values parameter)

    for result in inPlace do
        Assert.Equal<float32[]>(values next, result)

[<Fact>]
let ``Options out of range are errors that name the option, its value and what is allowed`` () =
    let message options = Assert.ThrowsAny<ArgumentException>(fun () -> Adam.check options).Message
    Assert.Contains("LearningRate is -1; it must be ≥ 0", message { Adam.options with LearningRate = -1.0 })
    Assert.Contains("Beta1 is 1; it must be in [0, 1)", message { Adam.options with Beta1 = 1.0 })
    Assert.Contains("Beta2 is NaN", message { Adam.options with Beta2 = nan })
    Assert.Contains("WeightDecay is -1; it must be ≥ 0", message { Adam.options with WeightDecay = Decoupled -1.0 })
    Assert.Contains("Epsilon is 0; it must be > 0", message { Adam.options with Epsilon = 0.0 })
