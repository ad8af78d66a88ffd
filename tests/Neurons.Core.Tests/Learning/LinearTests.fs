module Neurons.Tests.Learning.LinearTests

open System.Numerics.Tensors
open Neurons
open Neurons.Learning
open Neurons.Primitives
open Neurons.Tests.Learning.Numbers
open Xunit

let private weights: LinearWeights<float> = { Weight = random 1UL [ 3; 5 ]; Bias = random 2UL [ 3 ] }
let private nothing: LinearWeights<'T> = { Weight = null; Bias = null }
let private x = random 3UL [ 4; 2; 5 ]
let private dy = random 4UL [ 4; 2; 3 ]

let private apply weights x = Sequence.tensor (Linear.forward weights x null)

[<Fact>]
let ``Each row of the output is the weights times the row of the input, plus the bias`` () =
    let w, b, x = values weights.Weight, values weights.Bias, values x

    let expected = [|
        for row in 0..7 do
            for o in 0..2 do
                Seq.sum [
                    b[o]
                    for i in 0..4 do
                        w[o * 5 + i] * x[row * 5 + i]
                ]
    |]

    close 1e-14 expected (values (apply weights (EachStep(random 3UL [ 4; 2; 5 ]))))

[<Fact>]
let ``The gradients are those of finite differences`` () =
    let loss weights x = dot dy (apply weights (EachStep x))
    let gradient = Linear.weightGradient weights (EachStep x) dy nothing

    close 1e-8 (differences (fun w -> loss { weights with Weight = w } x) weights.Weight) (values gradient.Weight)
    close 1e-8 (differences (fun b -> loss { weights with Bias = b } x) weights.Bias) (values gradient.Bias)
    close 1e-8 (differences (loss weights) x) (values (Linear.inputGradient weights dy null))

[<Fact>]
let ``A layer without bias has no gradient of one`` () =
    let weights = { weights with Bias = null }
    let gradient = Linear.weightGradient weights (EachStep x) dy nothing
    Assert.Null gradient.Bias

    close
        1e-8
        (differences (fun w -> dot dy (apply { weights with Weight = w } (EachStep x))) weights.Weight)
        (values gradient.Weight)

[<Fact>]
let ``An input that stays the same gives an output that stays the same, equal to the repeated one`` () =
    let once = random 5UL [ 2; 5 ]
    let repeated = tensor [ 4; 2; 5 ] (Array.concat (Array.create 4 (values once)))

    match Linear.forward weights (Unchanged(4, once)) null with
    | Unchanged(4, y) ->
        close 1e-14 (Array.concat (Array.create 4 (values y))) (values (apply weights (EachStep repeated)))
    | other -> failwith $"{other} changes"

[<Fact>]
let ``The gradient through an unchanged input is that of the repeated one`` () =
    let once = random 5UL [ 2; 5 ]
    let repeated = tensor [ 4; 2; 5 ] (Array.concat (Array.create 4 (values once)))
    let all = values dy
    let overTime = tensor [ 2; 3 ] (Array.init 6 (fun i -> Seq.sum [ for t in 0..3 -> all[t * 6 + i] ]))

    let short = Linear.weightGradient weights (Unchanged(4, once)) overTime nothing
    let long = Linear.weightGradient weights (EachStep repeated) dy nothing
    close 1e-14 (values long.Weight) (values short.Weight)
    close 1e-14 (values long.Bias) (values short.Bias)

[<Fact>]
let ``The number of threads does not change a bit`` () =
    let weights: LinearWeights<float32> = Linear.initial (RandomStream(1UL, 0u)) 70 130 true
    let x = EachStep(singles (random 6UL [ 7; 19; 70 ]))
    let dy = singles (random 7UL [ 7; 19; 130 ])

    let results =
        withThreads (fun () ->
            let gradient = Linear.weightGradient weights x dy nothing

            Array.concat [
                values (apply weights x)
                values gradient.Weight
                values gradient.Bias
                values (Linear.inputGradient weights dy null)
            ])

    Assert.Equal<float32[]>(results[0], results[1])
    Assert.Equal<float32[]>(results[0], results[2])

[<Theory>]
[<InlineData(0.0)>]
[<InlineData(0.03)>]
[<InlineData(0.5)>]
[<InlineData(1.0)>]
let ``Binary spikes give the numbers of the zeros and ones that they stand for`` density =
    let steps, batch, inputs, outputs = 7, 5, 70, 33

    let spikes =
        values (random 9UL [ steps; batch; inputs ])
        |> Array.map (fun u -> if abs u < density then 1.0 else 0.0)

    let bits = SpikeBits(steps, batch * inputs)

    for t in 0 .. steps - 1 do
        bits.Pack<float>(t, System.ReadOnlySpan(spikes, t * batch * inputs, batch * inputs))

    let x = EachStep(tensor [ steps; batch; inputs ] spikes)
    let dy = random 11UL [ steps; batch; outputs ]

    for bias in [ random 10UL [ outputs ]; null ] do
        let weights = { Weight = random 12UL [ outputs; inputs ]; Bias = bias }
        let y = Linear.forwardSpikes weights bits null
        Assert.Equal<nativeint[]>([| 7n; 5n; 33n |], y.Lengths.ToArray())
        close 1e-13 (values (apply weights x)) (values y)
        let dense = Linear.weightGradient weights x dy nothing
        let sparse = Linear.weightGradientSpikes weights bits dy nothing
        close 1e-13 (values dense.Weight) (values sparse.Weight)

        if isNull bias then
            Assert.Null sparse.Bias
        else
            close 1e-13 (values dense.Bias) (values sparse.Bias)

[<Fact>]
let ``Spikes that are no rows of inputs are refused, and a buffer of other rows`` () =
    let message f = Assert.ThrowsAny<System.ArgumentException>(fun () -> f () |> ignore).Message
    let apply perStep into = message (fun () -> Linear.forwardSpikes weights (SpikeBits(4, perStep)) into)
    Assert.Contains("a step has 11 spikes; it must be a multiple of 5 inputs", apply 11 null)
    Assert.Contains("[4, 2, 3]; contiguous [4, 3, 3]", apply 15 (random 1UL [ 4; 2; 3 ]))
    let flat = random 1UL [ 8; 3 ]
    Assert.Same(flat, Linear.forwardSpikes weights (SpikeBits(4, 10)) flat)

[<Fact>]
let ``Initial weights fill the interval of ±1/√inputs evenly, and follow from the seed`` () =
    let draw seed = (Linear.initial (RandomStream(seed, 3u)) 400 500 true).Weight |> values
    let weights = draw 1UL
    let bound = 1.0f / sqrt 400.0f
    Assert.All(weights, (fun w -> Assert.InRange(w, -bound, bound)))
    // the mean of n numbers has a standard deviation of bound/√(3n), their square one of bound²·√(4/45n)
    let n = float weights.Length
    let mean = Array.averageBy float weights
    let square = Array.averageBy (fun w -> float w * float w) weights
    Assert.True(abs mean < 5.0 * float bound / sqrt (3.0 * n))
    Assert.True(abs (square - float bound ** 2.0 / 3.0) < 5.0 * float bound ** 2.0 * sqrt (4.0 / 45.0 / n))
    Assert.Equal<float32[]>(weights, draw 1UL)
    Assert.NotEqual<float32[]>(weights, draw 2UL)

[<Fact>]
let ``The caller's buffers are written and returned`` () =
    let y = random 8UL [ 4; 2; 3 ]
    Assert.Same(y, Sequence.tensor (Linear.forward weights (EachStep x) y))
    Assert.Equal<float[]>(values (apply weights (EachStep x)), values y)

[<Fact>]
let ``A shape that does not fit is an error that names what is needed`` () =
    let message f = Assert.ThrowsAny<System.ArgumentException>(fun () -> f () |> ignore).Message
    Assert.Contains("[4, 2, 3]", message (fun () -> apply weights (EachStep dy)))
    Assert.Contains("must be 5", message (fun () -> apply weights (EachStep dy)))
    Assert.Contains("[4, 2, 3]", message (fun () -> Linear.weightGradient weights (EachStep x) x nothing))
    Assert.Contains("[3]", message (fun () -> apply { weights with Bias = random 1UL [ 2 ] } (EachStep x)))
