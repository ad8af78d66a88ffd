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

/// Pooling and its gradient in float32, window by window: down the columns first, then across; of equals the first by rows.
let private inSingles (o: Pooling.Options) (height, width) (x: float32[]) (dy: float32[]) =
    let count length d = (length + 2 * o.Padding[d] - o.Kernel[d]) / o.Stride[d] + 1
    let rows, columns = count height 0, count width 1

    let inside length d window =
        let start = window * o.Stride[d] - o.Padding[d]
        struct (max 0 start, min length (start + o.Kernel[d]) - 1)

    let larger (a: float32) (b: float32) = if b > a || Single.IsNaN b then b else a
    let join = if o.Reduction = LargestOf then larger else (+)
    let planes = x.Length / (height * width)
    let y = Array.zeroCreate dy.Length
    let dx = Array.zeroCreate x.Length

    for plane in 0 .. planes - 1 do
        for row in 0 .. rows - 1 do
            for column in 0 .. columns - 1 do
                let struct (top, bottom) = inside height 0 row
                let struct (left, right) = inside width 1 column
                let at = (plane * rows + row) * columns + column
                let place i j = (plane * height + i) * width + j
                let pixels = [| for i in top..bottom -> [| for j in left..right -> place i j |] |]

                let value =
                    [|
                        for j in 0 .. right - left -> pixels |> Array.map (fun line -> x[line[j]]) |> Array.reduce join
                    |]
                    |> Array.reduce join

                let divisor =
                    match o.Reduction with
                    | MeanOf true -> float32 (o.Kernel[0] * o.Kernel[1])
                    | MeanOf false -> float32 ((bottom - top + 1) * (right - left + 1))
                    | LargestOf
                    | SumOf -> 1.0f

                y[at] <- value / divisor
                let pixels = Array.concat pixels

                if o.Reduction = LargestOf then
                    let first = pixels |> Array.tryFind (fun place -> x[place] = value)
                    let winner = defaultArg first pixels[0]
                    dx[winner] <- dx[winner] + dy[at]
                else
                    for place in pixels do
                        dx[place] <- dx[place] + dy[at] / divisor

    struct (y, dx)

let private bits = Array.map BitConverter.SingleToInt32Bits

[<Fact>]
let ``Pooling has the bits of single windows, whatever the vectors, with ties, signed zeros, infinities and NaN`` () =
    let stream = Neurons.Primitives.RandomStream(5UL, 0u)
    let special = [| 0.0f; -0.0f; 1.0f; 1.0f; -1.0f; infinityf; -infinityf; nanf |]

    let numbers count =
        Array.init count (fun _ ->
            let which = stream.NextDouble() * 16.0

            if which < 8.0 then
                special[int which]
            else
                float32 (2.0 * stream.NextDouble() - 1.0))

    let kernels = [
        [| 2; 2 |], [| 2; 2 |], [| 0; 0 |]
        [| 3; 2 |], [| 3; 2 |], [| 1; 0 |]
        [| 3; 2 |], [| 1; 2 |], [| 1; 0 |]
        [| 1; 2 |], [| 2; 2 |], [| 0; 0 |]
        [| 3; 3 |], [| 2; 2 |], [| 1; 1 |]
    ]

    for reduction in [ LargestOf; SumOf; MeanOf true; MeanOf false ] do
        for kernel, stride, padding in kernels do
            for height, width in [ 4, 6; 5, 7; 7, 8; 3, 15; 6, 16; 2, 33; 3, 68 ] do
                let o: Pooling.Options = { Reduction = reduction; Kernel = kernel; Stride = stride; Padding = padding }
                let x = numbers (6 * height * width)
                let tensor = Tensor.Create(x, ReadOnlySpan [| 2n; 3n; nativeint height; nativeint width |])
                let y = Sequence.tensor (Pooling.forward o (Unchanged(1, tensor)) null)
                let dy = numbers (int y.FlattenedLength)
                let dx = Pooling.inputGradient o tensor y (Tensor.Create(dy, y.Lengths)) null
                let struct (expected, gradient) = inSingles o (height, width) x dy
                Assert.Equal<int[]>(bits expected, bits (values y))
                Assert.Equal<int[]>(bits gradient, bits (values dx))
