/// Schedules, and what happens to gradients before an update.
module Neurons.Tests.Learning.GradientTests

open System
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private norm = values >> Array.sumBy (fun g -> g * g) >> sqrt

[<Fact>]
let ``A sequence follows the first schedule, then the next from its start`` () =
    let warmup, cosine = Schedule.Warmup(4L, 0.25), Schedule.Cosine(10L, 0.01)
    let both = Schedule.Sequence(warmup, 4L, cosine)

    for n in 0L .. 3L do
        Assert.Equal(Schedule.rate warmup 0.2 n, Schedule.rate both 0.2 n)

    for n in 4L .. 14L do
        Assert.Equal(Schedule.rate cosine 0.2 (n - 4L), Schedule.rate both 0.2 n)

[<Fact>]
let ``Schedules begin, change and end where they say`` () =
    let rates schedule = [ for n in 0L .. 4L -> Schedule.rate schedule 0.5 n ]
    Assert.Equal<float list>([ 0.5; 0.5; 0.5; 0.5; 0.5 ], rates Schedule.Constant)
    Assert.Equal<float list>([ 0.5; 0.5; 0.25; 0.25; 0.125 ], rates (Schedule.Step(2L, 0.5)))
    Assert.Equal<float list>([ 0.5; 0.25; 0.125; 0.0625; 0.03125 ], rates (Schedule.Exponential 0.5))
    Assert.Equal<float list>([ 0.0; 0.25; 0.5; 0.5; 0.5 ], rates (Schedule.Warmup(2L, 0.0)))
    close 1e-15 [| 0.5; 0.3; 0.1 |] [| for n in [ 0L; 2L; 4L ] -> Schedule.rate (Schedule.Cosine(4L, 0.1)) 0.5 n |]

[<Fact>]
let ``Schedules out of range are errors that name the number and what is allowed`` () =
    let message schedule = Assert.ThrowsAny<ArgumentException>(fun () -> Schedule.check schedule).Message
    Assert.Contains("size is 0; it must be at least 1", message (Schedule.Step(0L, 0.1)))
    Assert.Contains("gamma is 2; it must be in (0, 1]", message (Schedule.Exponential 2.0))
    Assert.Contains("least is -1", message (Schedule.Cosine(5L, -1.0)))
    Assert.Contains("factor is NaN", message (Schedule.Warmup(5L, nan)))
    Assert.Contains("length is -3", message (Schedule.Sequence(Schedule.Constant, -3L, Schedule.Constant)))

    Assert.Contains("gamma is 0", message (Schedule.Sequence(Schedule.Constant, 3L, Schedule.Exponential 0.0)))

[<Fact>]
let ``Gradients of a smaller norm are left alone, others keep their direction and get the largest norm`` () =
    let small = random 1UL [ 3000 ]
    let before = values small
    Assert.Equal(norm small, GradientClipping.byNorm 1e3 [ small ], 12)
    Assert.Equal<float[]>(before, values small)

    let clipped = random 1UL [ 3000 ]
    let had = GradientClipping.byNorm 2.0 [ clipped ]
    close 1e-6 [| 2.0 |] [| norm clipped |]
    close 1e-6 (before |> Array.map (fun g -> g * 2.0 / had)) (values clipped)

[<Fact>]
let ``The norm is that of all gradients together, and does not overflow in float32`` () =
    let parts = [ singles (tensor [ 2 ] [| 3e30; 0.0 |]); singles (tensor [ 1; 1 ] [| -4e30 |]) ]
    close 1e-6 [| 5e30 |] [| GradientClipping.byNorm 1.0 parts |]
    close 1e-6 [| 0.6; 0.0; -0.8 |] (parts |> Seq.collect values |> Seq.map float |> Array.ofSeq)

[<Fact>]
let ``A gradient that is not a number shows`` () =
    let broken = tensor [ 2 ] [| nan; 1.0 |]
    Assert.True(Double.IsNaN(GradientClipping.byNorm 1.0 [ broken ]))
    Assert.All(values broken, (fun g -> Assert.True(Double.IsNaN g)))

[<Fact>]
let ``Clipping by value brings every element into the range`` () =
    let gradient = tensor [ 2; 3 ] [| -5.0; -0.5; 0.0; 0.25; 0.5; 7.0 |]
    GradientClipping.byValue 0.5 [ gradient ]
    Assert.Equal<float[]>([| -0.5; -0.5; 0.0; 0.25; 0.5; 0.5 |], values gradient)

[<Fact>]
let ``The weighted sum of the gradients of two halves is that of the whole`` () =
    let reading = Objective.crossEntropy (ReadOnce MeanOverTime) CrossEntropy.options
    let logits = values (random 3UL [ 6; 4 ])
    let labels = [| 0; 3; 1; 2; 2; 0 |]

    // of one row of weights that all samples share, so that its gradient is the sum over samples
    let gradient first count =
        let part = tensor [ 1; count; 4 ] (Array.sub logits (first * 4) (count * 4))

        let gradient =
            (Objective.evaluate reading (Neurons.EachStep part) (Array.sub labels first count) null).Gradient

        let rows = Array.chunkBySize 4 (values gradient)
        tensor [ 4 ] (Array.init 4 (fun c -> rows |> Array.sumBy (fun row -> row[c])))

    let sum = tensor [ 4 ] (Array.zeroCreate 4)
    GradientAccumulation.add (4.0 / 6.0) (gradient 0 4) sum
    GradientAccumulation.add (2.0 / 6.0) (gradient 4 2) sum
    close 1e-15 (values (gradient 0 6)) (values sum)

[<Fact>]
let ``A limit that is not positive is an error`` () =
    let message f = Assert.ThrowsAny<ArgumentException>(fun () -> f () |> ignore).Message

    Assert.Contains(
        "largest is 0; it must be > 0",
        message (fun () -> GradientClipping.byNorm 0.0 [ tensor [ 1 ] [| 1.0 |] ])
    )

    Assert.Contains("largest is NaN", message (fun () -> GradientClipping.byValue nan [ tensor [ 1 ] [| 1.0 |] ]))
