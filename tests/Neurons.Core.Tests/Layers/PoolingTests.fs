module Neurons.Tests.Layers.PoolingTests

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

/// The numbers under each window of planes [N; H; W], and how many pixels a window has with its padding.
let private naive (o: Pooling.Options) (x: Tensor<float>) =
    let size = x.Lengths.ToArray() |> Array.map int
    let count d = (size[d + 2] + 2 * o.Padding[d] - o.Kernel[d]) / o.Stride[d] + 1
    let all = values x

    [|
        for plane in 0 .. size[0] * size[1] - 1 do
            for i in 0 .. count 0 - 1 do
                for j in 0 .. count 1 - 1 do
                    [|
                        for row in i * o.Stride[0] - o.Padding[0] .. i * o.Stride[0] - o.Padding[0] + o.Kernel[0] - 1 do
                            for column in
                                j * o.Stride[1] - o.Padding[1] .. j * o.Stride[1] - o.Padding[1] + o.Kernel[1] - 1 do
                                if row >= 0 && row < size[2] && column >= 0 && column < size[3] then
                                    all[(plane * size[2] + row) * size[3] + column]
                    |]
    |]

let private settings reduction : Pooling.Options list = [
    Pooling.options reduction [| 2; 2 |]
    {
        Reduction = reduction
        Kernel = [| 3; 2 |]
        Stride = [| 2; 1 |]
        Padding = [| 1; 1 |]
    }
    {
        Reduction = reduction
        Kernel = [| 2; 5 |]
        Stride = [| 3; 2 |]
        Padding = [| 0; 2 |]
    }
]

let private x = random 1UL [ 2; 3; 7; 9 ]
let private apply o x = Sequence.tensor (Pooling.forward o (Unchanged(1, x)) null)

[<Fact>]
let ``A pooled number is the largest, the sum or the mean of the numbers under its window`` () =
    let check reduction (expected: Pooling.Options -> float[] -> float) =
        for o in settings reduction do
            close 1e-14 (naive o x |> Array.map (expected o)) (values (apply o x))

    check LargestOf (fun _ -> Array.max)
    check SumOf (fun _ -> Array.sum)
    check (MeanOf false) (fun _ -> Array.average)
    check (MeanOf true) (fun o window -> Array.sum window / float (o.Kernel[0] * o.Kernel[1]))

[<Fact>]
let ``The gradients are those of finite differences`` () =
    for reduction in [ LargestOf; SumOf; MeanOf true; MeanOf false ] do
        for o in settings reduction do
            let y = apply o x
            let dy = random 2UL (y.Lengths.ToArray() |> Array.map int |> List.ofArray)
            close 1e-8 (differences (fun x -> dot dy (apply o x)) x) (values (Pooling.inputGradient o x y dy null))

[<Fact>]
let ``Of equal spikes, the first by rows has the gradient`` () =
    let o = Pooling.options LargestOf [| 2; 2 |]
    let spikes = tensor [ 1; 1; 2; 4 ] [| 0.0; 1.0; 0.0; 0.0; 1.0; 1.0; 0.0; 0.0 |]
    let y = apply o spikes
    Assert.Equal<float[]>([| 1.0; 0.0 |], values y)
    let dx = Pooling.inputGradient o spikes y (tensor [ 1; 1; 1; 2 ] [| 3.0; 5.0 |]) null
    Assert.Equal<float[]>([| 0.0; 3.0; 5.0; 0.0; 0.0; 0.0; 0.0; 0.0 |], values dx)

[<Fact>]
let ``NaN under a window shows`` () =
    let broken = tensor [ 1; 1; 2; 2 ] [| 1.0; 2.0; nan; 3.0 |]

    for reduction in [ LargestOf; SumOf; MeanOf true; MeanOf false ] do
        Assert.True(Double.IsNaN (values (apply (Pooling.options reduction [| 2; 2 |]) broken)).[0])

[<Fact>]
let ``A line is pooled along its length, at every step`` () =
    let o = Pooling.options LargestOf [| 2 |]
    let x = EachStep(tensor [ 2; 1; 1; 4 ] [| 1.0; 2.0; 4.0; 3.0; 5.0; 0.0; -1.0; -2.0 |])
    Assert.Equal<float[]>([| 2.0; 4.0; 5.0; -1.0 |], values (Sequence.tensor (Pooling.forward o x null)))

[<Fact>]
let ``Padding beyond half of a window is an error`` () =
    let o = { Pooling.options LargestOf [| 3; 3 |] with Padding = [| 1; 2 |] }
    let run () = apply o x |> ignore

    Assert.Contains(
        "Padding is 2; it must be at most half of the kernel, 3",
        Assert.ThrowsAny<ArgumentException>(run).Message
    )
