module Neurons.Tests.Learning.SgdTests

open System
open System.Numerics.Tensors
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private run (o: Sgd.Options) (start: float) (gradients: float list) =
    let mutable parameter = tensor [ 1 ] [| start |]
    let mutable velocity = Sgd.initial o parameter

    gradients
    |> List.mapi (fun i gradient ->
        let struct (next, after) = Sgd.update o (int64 i + 1L) (tensor [ 1 ] [| gradient |]) velocity parameter
        parameter <- next
        velocity <- after
        (values next)[0])
    |> List.toArray

let private slow = { Sgd.options with LearningRate = 0.5 }

[<Fact>]
let ``Without momentum, a step is the learning rate times the gradient`` () =
    close 1e-15 [| 3.0 - 0.5 * 2.0; 2.0 + 0.5 * 4.0 |] (run slow 3.0 [ 2.0; -4.0 ])

[<Fact>]
let ``Momentum keeps a part of the last step; the first gradient is not dampened`` () =
    // velocity: 2, then 0.5·2 + 0.75·4 = 4, then 0.5·4 + 0.75·0 = 2
    let o = { slow with Momentum = 0.5; Dampening = 0.25 }
    close 1e-15 [| 3.0 - 1.0; 2.0 - 2.0; 0.0 - 1.0 |] (run o 3.0 [ 2.0; 4.0; 0.0 ])

[<Fact>]
let ``Nesterov's momentum looks ahead by one step`` () =
    // velocity: 2, then 0.5·2 + 4 = 5; steps: 2 + 0.5·2 = 3, then 4 + 0.5·5 = 6.5
    close 1e-15 [| 3.0 - 1.5; 1.5 - 3.25 |] (run { slow with Momentum = 0.5; Nesterov = true } 3.0 [ 2.0; 4.0 ])

[<Fact>]
let ``Decay in the gradient enters the velocity, decay apart from it does not`` () =
    let o = { slow with Momentum = 0.5 }
    // gradient 2 + 0.1·10 = 3; then 0 + 0.1·8.5 = 0.85, velocity 1.5 + 0.85
    close 1e-15 [| 8.5; 8.5 - 0.5 * 2.35 |] (run { o with WeightDecay = L2 0.1 } 10.0 [ 2.0; 0.0 ])
    // 10·0.95 − 0.5·2 = 8.5, then 8.5·0.95 − 0.5·1
    close 1e-15 [| 8.5; 8.5 * 0.95 - 0.5 |] (run { o with WeightDecay = Decoupled 0.1 } 10.0 [ 2.0; 0.0 ])

[<Fact>]
let ``An update in place gives the bits of the pure one, which leaves its arguments alone, at any number of threads``
    ()
    =
    let o = { slow with Momentum = 0.9; Nesterov = true; WeightDecay = L2 0.01 }
    let parameter = singles (random 1UL [ 70_001 ])
    let gradient = singles (random 2UL [ 70_001 ])
    let before = values parameter
    let struct (next, velocity) = Sgd.update o 1L gradient (Sgd.initial o parameter) parameter
    let struct (next, _) = Sgd.update o 2L gradient velocity next
    Assert.Equal<float32[]>(before, values parameter)

    let inPlace =
        withThreads (fun () ->
            let parameter = Tensor.Create(Array.copy before, parameter.Lengths)
            let velocity = Sgd.initial o parameter
            Sgd.updateInPlace o 1L gradient velocity parameter
            Sgd.updateInPlace o 2L gradient velocity parameter
            values parameter)

    for result in inPlace do
        Assert.Equal<float32[]>(values next, result)

[<Fact>]
let ``The elements behind the last whole vector are updated as all others`` () =
    let o = { slow with Momentum = 0.9 }

    for count in [ 1..40 ] do
        let same = singles (tensor [ count ] (Array.create count 0.3))
        let velocity = Sgd.initial o same
        Sgd.updateInPlace o 1L (singles (tensor [ count ] (Array.create count 0.7))) velocity same
        Assert.Single(Array.distinct (values same)) |> ignore
        Assert.Single(Array.distinct (values velocity)) |> ignore
        Assert.Equal(0.3f - 0.5f * 0.7f, (values same)[0])

[<Fact>]
let ``Options out of range are errors that name the option, its value and what is allowed`` () =
    let message options = Assert.ThrowsAny<ArgumentException>(fun () -> Sgd.check options).Message
    Assert.Contains("LearningRate is -1; it must be ≥ 0", message { Sgd.options with LearningRate = -1.0 })
    Assert.Contains("Momentum is 1; it must be in [0, 1)", message { Sgd.options with Momentum = 1.0 })
    Assert.Contains("Dampening is NaN", message { Sgd.options with Dampening = nan })
    Assert.Contains("needs a momentum > 0", message { Sgd.options with Nesterov = true })
    Assert.Contains("WeightDecay is -0.1", message { Sgd.options with WeightDecay = L2 -0.1 })

[<Fact>]
let ``A velocity that is needed and missing is an error, as is one of another shape`` () =
    let o = { Sgd.options with Momentum = 0.5 }
    let parameter = tensor [ 2 ] [| 1.0; 2.0 |]
    let run velocity () = Sgd.updateInPlace o 1L parameter velocity parameter
    Assert.Contains("velocity is null; [2] is needed", Assert.ThrowsAny<ArgumentException>(run null).Message)

    Assert.Contains(
        "[3]; contiguous [2] is needed",
        Assert.ThrowsAny<ArgumentException>(run (tensor [ 3 ] [| 0.0; 0.0; 0.0 |])).Message
    )

    Assert.Equal<float[]>([| 1.0; 2.0 |], values parameter)
