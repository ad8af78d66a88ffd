module Neurons.Tests.Layers.NormalizationTests

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private none: NormGradients<'T> = { Input = null; Weights = { Scale = null; Offset = null } }
let private plain: NormWeights<'T> = { Scale = null; Offset = null }
let private weights: NormWeights<float> = { Scale = random 1UL [ 3 ]; Offset = random 2UL [ 3 ] }
let private running: RunningStatistics<float> = { Mean = random 3UL [ 3 ]; Variance = tensor [ 3 ] [| 0.5; 1.5; 2.5 |] }
let private train o weights x = BatchNorm.forward o true weights (BatchNorm.initial 3) x null

/// Channels of [T; B; 3; size], each with its numbers.
let private channels size (x: float[]) = [|
    for c in 0..2 ->
        x
        |> Array.chunkBySize size
        |> Array.indexed
        |> Array.filter (fun (row, _) -> row % 3 = c)
        |> Array.collect snd
|]

let private moments (x: float[]) =
    let mean = Array.average x
    mean, Array.averageBy (fun v -> (v - mean) ** 2.0) x

[<Fact>]
let ``In training each channel has mean 0 and variance 1 over time and batch, and the running statistics follow`` () =
    for shape, size in [ [ 4; 5; 3 ], 1; [ 2; 5; 3; 4; 2 ], 8 ] do
        let x = random 4UL shape
        let run = train BatchNorm.options plain (EachStep x)

        for c, normalized in Array.indexed (channels size (values (Sequence.tensor run.Output))) do
            let mean, variance = moments normalized
            Assert.True(abs mean < 1e-12)
            Assert.True(abs (variance - 1.0) < 1e-3)
            let own = (channels size (values x))[c]
            let mean, variance = moments own
            let unbiased = variance * float own.Length / float (own.Length - 1)

            close 1e-12 [| 0.1 * mean; 0.9 + 0.1 * unbiased |] [|
                (values run.Running.Mean)[c]
                (values run.Running.Variance)[c]
            |]

[<Fact>]
let ``The threshold-dependent form has a deviation of α times the threshold`` () =
    let o = { BatchNorm.options with Gain = 0.5 * 1.6 }
    let run = train o plain (EachStep(random 4UL [ 6; 50; 3; 2; 2 ]))

    for normalized in channels 4 (values (Sequence.tensor run.Output)) do
        Assert.Equal(0.8, sqrt (snd (moments normalized)), 1e-3)

[<Fact>]
let ``In evaluation the running statistics are used and stay`` () =
    let x = random 4UL [ 2; 2; 3 ]
    let run = BatchNorm.forward BatchNorm.options false weights running (EachStep x) null
    Assert.Same(running.Mean, run.Running.Mean)
    let at (tensor: Tensor<float>) i = (values tensor)[i % 3]

    let expected =
        values x
        |> Array.mapi (fun i v ->
            (v - at running.Mean i) / sqrt (at running.Variance i + 1e-5) * at weights.Scale i
            + at weights.Offset i)

    close 1e-14 expected (values (Sequence.tensor run.Output))

[<Fact>]
let ``The gradients of batch normalisation are those of finite differences`` () =
    let o = { BatchNorm.options with Gain = 0.7 }

    for isTraining in [ true; false ] do
        for shape in [ [ 2; 3; 3 ]; [ 2; 2; 3; 2; 3 ] ] do
            let x, dy = random 5UL shape, random 6UL shape
            let forward weights x = BatchNorm.forward o isTraining weights running (EachStep x) null
            let loss weights x = dot dy (Sequence.tensor (forward weights x).Output)
            let g = BatchNorm.gradients o weights (EachStep x) (forward weights x) dy true none
            close 1e-7 (differences (loss weights) x) (values g.Input)
            close 1e-7 (differences (fun s -> loss { weights with Scale = s } x) weights.Scale) (values g.Weights.Scale)

            close
                1e-7
                (differences (fun s -> loss { weights with Offset = s } x) weights.Offset)
                (values g.Weights.Offset)

[<Fact>]
let ``Batch normalisation of a sequence that stays the same is that of the repeated one`` () =
    let once = random 5UL [ 4; 3; 2; 2 ]
    let repeated = tensor [ 3; 4; 3; 2; 2 ] (Array.concat (Array.create 3 (values once)))

    let short, long =
        train BatchNorm.options weights (Unchanged(3, once)), train BatchNorm.options weights (EachStep repeated)

    close 1e-12 (values long.Running.Variance) (values short.Running.Variance)

    close
        1e-12
        (values (Sequence.tensor long.Output))
        (Array.concat (Array.create 3 (values (Sequence.tensor short.Output))))

    let dy = random 6UL [ 3; 4; 3; 2; 2 ]
    let sum (x: Tensor<float>) = Sequence.summedOverTime x (tensor [ 4; 3; 2; 2 ] (Array.zeroCreate 48))
    let a = BatchNorm.gradients BatchNorm.options weights (Unchanged(3, once)) short (sum dy) true none
    let b = BatchNorm.gradients BatchNorm.options weights (EachStep repeated) long dy true none
    close 1e-12 (values (sum b.Input)) (values a.Input)
    close 1e-12 (values b.Weights.Scale) (values a.Weights.Scale)

[<Fact>]
let ``The gradients of layer normalisation are those of finite differences`` () =
    let o = LayerNorm.options [| 2; 3 |]
    let weights: NormWeights<float> = { Scale = random 1UL [ 2; 3 ]; Offset = random 2UL [ 2; 3 ] }
    let x, dy = random 5UL [ 40; 2; 3 ], random 6UL [ 40; 2; 3 ]
    let loss weights x = dot dy (Sequence.tensor (LayerNorm.forward o weights (EachStep x) null))
    let g = LayerNorm.gradients o weights x dy true none
    close 1e-7 (differences (loss weights) x) (values g.Input)
    close 1e-7 (differences (fun s -> loss { weights with Scale = s } x) weights.Scale) (values g.Weights.Scale)
    close 1e-7 (differences (fun s -> loss { weights with Offset = s } x) weights.Offset) (values g.Weights.Offset)

[<Fact>]
let ``Each row has mean 0 and variance 1 after layer normalisation`` () =
    let y = LayerNorm.forward (LayerNorm.options [| 50 |]) plain (EachStep(random 5UL [ 3; 4; 50 ])) null

    for row in values (Sequence.tensor y) |> Array.chunkBySize 50 do
        let mean, variance = moments row
        Assert.True(abs mean < 1e-12 && abs (variance - 1.0) < 1e-3)

[<Fact>]
let ``The number of threads does not change a bit of a normalisation`` () =
    let x, dy = singles (random 5UL [ 9; 31; 3; 5; 7 ]), singles (random 6UL [ 9; 31; 3; 5; 7 ])
    let o = LayerNorm.options [| 5; 7 |]

    let results =
        withThreads (fun () ->
            let scale: NormWeights<float32> = {
                Scale = singles (random 1UL [ 3 ])
                Offset = singles (random 2UL [ 3 ])
            }

            let run = train BatchNorm.options scale (EachStep x)
            let g = BatchNorm.gradients BatchNorm.options scale (EachStep x) run dy true none

            let rows: NormWeights<float32> = {
                Scale = singles (random 1UL [ 5; 7 ])
                Offset = singles (random 2UL [ 5; 7 ])
            }

            let h = LayerNorm.gradients o rows x dy true none

            Array.concat [
                values (Sequence.tensor run.Output)
                values g.Input
                values g.Weights.Scale
                values (Sequence.tensor (LayerNorm.forward o rows (EachStep x) null))
                values h.Input
                values h.Weights.Scale
            ])

    Assert.Equal<float32[]>(results[0], results[1])
    Assert.Equal<float32[]>(results[0], results[2])

[<Fact>]
let ``Statistics of one number, options and shapes that are not allowed are errors`` () =
    let message f = Assert.ThrowsAny<ArgumentException>(fun () -> f () |> ignore).Message
    let one = EachStep(random 1UL [ 1; 1; 3 ])
    Assert.Contains("at least 2 are needed in training", message (fun () -> train BatchNorm.options plain one))
    Assert.Contains("Momentum is 1.5", message (fun () -> train { BatchNorm.options with Momentum = 1.5 } plain one))

    Assert.Contains(
        "[T, batch, channels, …]",
        message (fun () -> train BatchNorm.options plain (EachStep(random 1UL [ 2; 3 ])))
    )

    Assert.Contains(
        "must be [4]",
        message (fun () -> train BatchNorm.options weights (EachStep(random 1UL [ 2; 2; 4 ])))
    )

    Assert.Contains(
        "must end with the normalised [4]",
        message (fun () -> LayerNorm.forward (LayerNorm.options [| 4 |]) plain one null)
    )
