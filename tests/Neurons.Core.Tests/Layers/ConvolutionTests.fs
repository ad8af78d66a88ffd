module Neurons.Tests.Layers.ConvolutionTests

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Learning
open Neurons.Tests.Learning.Numbers
open Xunit

let private shape (tensor: Tensor<'T>) = tensor.Lengths.ToArray() |> Array.map int

/// The definition, pixel by pixel, of images [N; C; H; W].
let private naive (o: Convolution.Options) (weights: LinearWeights<float>) (x: Tensor<float>) (output: int[]) =
    let xs, ws, bs = values x, values weights.Weight, values weights.Bias
    let size, w = shape x, shape weights.Weight
    let perGroup = w[0] / o.Groups

    [|
        for n in 0 .. output[0] - 1 do
            for out in 0 .. w[0] - 1 do
                for i in 0 .. output[2] - 1 do
                    for j in 0 .. output[3] - 1 do
                        let mutable sum = bs[out]

                        for c in 0 .. w[1] - 1 do
                            for ki in 0 .. w[2] - 1 do
                                for kj in 0 .. w[3] - 1 do
                                    let row = i * o.Stride[0] + ki * o.Dilation[0] - o.Padding[0]
                                    let column = j * o.Stride[1] + kj * o.Dilation[1] - o.Padding[1]

                                    if row >= 0 && row < size[2] && column >= 0 && column < size[3] then
                                        let channel = out / perGroup * w[1] + c

                                        sum <-
                                            sum
                                            + ws[((out * w[1] + c) * w[2] + ki) * w[3] + kj]
                                              * xs[((n * size[1] + channel) * size[2] + row) * size[3] + column]

                        sum
    |]

let private none: LinearWeights<'T> = { Weight = null; Bias = null }

/// Stride, padding, dilation, groups; images; weight.
let private settings: (int list * int list * int list * int * int list * int list) list = [
    [ 1; 1 ], [ 2; 2 ], [ 2; 2 ], 1, [ 2; 2; 5; 6 ], [ 3; 2; 3; 3 ] // as many windows as pixels
    [ 1; 1 ], [ 3; 3 ], [ 1; 1 ], 2, [ 2; 2; 3; 2 ], [ 2; 1; 7; 7 ]
    [ 1; 1 ], [ 0; 0 ], [ 1; 1 ], 1, [ 3; 2; 5; 6 ], [ 4; 2; 3; 3 ]
    [ 2; 1 ], [ 1; 2 ], [ 1; 1 ], 1, [ 2; 2; 6; 5 ], [ 3; 2; 3; 2 ]
    [ 1; 3 ], [ 4; 3 ], [ 2; 3 ], 2, [ 2; 4; 7; 6 ], [ 4; 2; 3; 3 ]
    [ 1; 1 ], [ 2; 2 ], [ 1; 1 ], 3, [ 1; 3; 4; 4 ], [ 6; 1; 5; 5 ] // a kernel larger than the image
    [ 1; 1 ], [ 0; 0 ], [ 1; 1 ], 1, [ 5; 3; 4; 4 ], [ 2; 3; 1; 1 ]
    [ 2; 2 ], [ 0; 0 ], [ 1; 1 ], 1, [ 2; 3; 5; 5 ], [ 2; 3; 1; 1 ]
    [ 1; 1 ], [ 0; 0 ], [ 1; 1 ], 1, [ 2; 3; 23; 23 ], [ 2; 3; 1; 1 ] // one image at once, of one pixel windows
]

let private options (stride, padding, dilation, groups) : Convolution.Options = {
    Stride = List.toArray stride
    Padding = List.toArray padding
    Dilation = List.toArray dilation
    Groups = groups
}

[<Fact>]
let ``A convolution is its definition, pixel by pixel`` () =
    for stride, padding, dilation, groups, images, weight in settings do
        let o = options (stride, padding, dilation, groups)
        let weights = { Weight = random 1UL weight; Bias = random 2UL [ weight[0] ] }
        let x = random 3UL images
        let y = Sequence.tensor (Convolution.forward o weights (Unchanged(1, x)) null)
        close 1e-13 (naive o weights x (shape y)) (values y)

[<Fact>]
let ``An image too large for one product is convolved in strips, with gradients to match`` () =
    let o = { Convolution.options 2 with Padding = [| 1; 1 |] }
    let weights = { Weight = random 1UL [ 2; 20; 3; 3 ]; Bias = random 2UL [ 2 ] }
    let x = random 3UL [ 2; 20; 11; 300 ]
    let y = Sequence.tensor (Convolution.forward o weights (Unchanged(1, x)) null)
    close 1e-12 (naive o weights x (shape y)) (values y)
    // the convolution is linear: <dy, conv x> = <convᵀ dy, x> = <dw, w> without bias
    let dy = random 4UL (List.ofArray (shape y))

    let linear =
        dot dy y
        - dot
            dy
            (Sequence.tensor (
                Convolution.forward o weights (Unchanged(1, tensor [ 2; 20; 11; 300 ] (Array.zeroCreate 132000))) null
            ))

    let dx = Convolution.inputGradient o weights (x.Lengths.ToArray()) dy null
    let dw = Convolution.weightGradient o weights (Unchanged(1, x)) dy none
    close 1e-11 [| linear; linear |] [| dot dx x; dot dw.Weight weights.Weight |]

[<Fact>]
let ``The gradients are those of finite differences`` () =
    for stride, padding, dilation, groups, images, weight in settings |> List.take 8 do
        let o = options (stride, padding, dilation, groups)
        let weights = { Weight = random 1UL weight; Bias = random 2UL [ weight[0] ] }
        let x = random 3UL images
        let apply weights x = Sequence.tensor (Convolution.forward o weights (Unchanged(1, x)) null)
        let dy = random 4UL (List.ofArray (shape (apply weights x)))
        let g = Convolution.weightGradient o weights (Unchanged(1, x)) dy none
        let loss weights x = dot dy (apply weights x)
        close 1e-7 (differences (fun w -> loss { weights with Weight = w } x) weights.Weight) (values g.Weight)
        close 1e-7 (differences (fun b -> loss { weights with Bias = b } x) weights.Bias) (values g.Bias)

        close
            1e-7
            (differences (loss weights) x)
            (values (Convolution.inputGradient o weights (x.Lengths.ToArray()) dy null))

[<Fact>]
let ``A line is an image of height 1`` () =
    let o: Convolution.Options = { Stride = [| 2 |]; Padding = [| 1 |]; Dilation = [| 2 |]; Groups = 1 }
    let flat: Convolution.Options = { Stride = [| 1; 2 |]; Padding = [| 0; 1 |]; Dilation = [| 1; 2 |]; Groups = 1 }
    let w, b, x = random 1UL [ 4; 3; 3 ], random 2UL [ 4 ], random 3UL [ 2; 3; 9 ]
    let line = Convolution.forward o { Weight = w; Bias = b } (Unchanged(1, x)) null

    let image =
        Convolution.forward
            flat
            { Weight = tensor [ 4; 3; 1; 3 ] (values w); Bias = b }
            (Unchanged(1, tensor [ 2; 3; 1; 9 ] (values x)))
            null

    Assert.Equal<float[]>(values (Sequence.tensor image), values (Sequence.tensor line))

[<Fact>]
let ``A sequence is convolved step by step, one that stays the same once`` () =
    let o = { Convolution.options 2 with Padding = [| 1; 1 |] }
    let weights: LinearWeights<float> = { Weight = random 1UL [ 4; 2; 3; 3 ]; Bias = null }
    let once = random 2UL [ 3; 2; 5; 5 ]
    let repeated = tensor [ 2; 3; 2; 5; 5 ] (Array.append (values once) (values once))

    match
        Convolution.forward o weights (Unchanged(2, once)) null, Convolution.forward o weights (EachStep repeated) null
    with
    | Unchanged(2, y), EachStep ys ->
        Assert.Equal<int[]>([| 2; 3; 4; 5; 5 |], shape ys)
        close 1e-14 (Array.append (values y) (values y)) (values ys)
        let dy = random 3UL [ 2; 3; 4; 5; 5 ]
        let sum = Sequence.summedOverTime dy (tensor [ 3; 4; 5; 5 ] (Array.zeroCreate 300))
        let short = Convolution.weightGradient o weights (Unchanged(2, once)) sum none
        let long = Convolution.weightGradient o weights (EachStep repeated) dy none
        Assert.Null short.Bias
        close 1e-13 (values long.Weight) (values short.Weight)
    | other -> failwith $"{other}"

[<Fact>]
let ``The number of threads does not change a bit`` () =
    let o: Convolution.Options = { Stride = [| 1; 1 |]; Padding = [| 1; 1 |]; Dilation = [| 1; 1 |]; Groups = 2 }

    let weights: LinearWeights<float32> = {
        Weight = singles (random 1UL [ 6; 2; 3; 3 ])
        Bias = singles (random 2UL [ 6 ])
    }

    let x = singles (random 3UL [ 5; 37; 4; 7; 9 ])
    let dy = singles (random 4UL [ 5; 37; 6; 7; 9 ])

    let results =
        withThreads (fun () ->
            let g = Convolution.weightGradient o weights (EachStep x) dy none

            Array.concat [
                values (Sequence.tensor (Convolution.forward o weights (EachStep x) null))
                values g.Weight
                values g.Bias
                values (Convolution.inputGradient o weights (x.Lengths.ToArray()) dy null)
            ])

    Assert.Equal<float32[]>(results[0], results[1])
    Assert.Equal<float32[]>(results[0], results[2])

[<Fact>]
let ``What does not fit is an error that names what is needed`` () =
    let message o weight images =
        let run () =
            Convolution.forward o { Weight = random 1UL weight; Bias = null } (Unchanged(1, random 1UL images)) null
            |> ignore

        Assert.ThrowsAny<ArgumentException>(run).Message

    let o = Convolution.options 2

    Assert.Contains(
        "[2, 3, 4, 4] with 3 channels; the weight [1, 2, 3, 3] in 1 groups needs 2",
        message o [ 1; 2; 3; 3 ] [ 2; 3; 4; 4 ]
    )

    Assert.Contains("smaller than the kernel [5, 5]", message o [ 1; 3; 5; 5 ] [ 2; 3; 4; 4 ])
    Assert.Contains("[…, channels, height, width]", message o [ 1; 3; 1; 1 ] [ 3; 4 ])

    Assert.Contains(
        "Groups is 2; it must be ≥ 1 and divide the 3 outputs",
        message { o with Groups = 2 } [ 3; 2; 1; 1 ] [ 1; 4; 1; 1 ]
    )

    Assert.Contains("Stride is 0; it must be ≥ 1", message { o with Stride = [| 1; 0 |] } [ 3; 2; 1; 1 ] [ 1; 2; 1; 1 ])

    Assert.Contains(
        "Padding is [1]; it must have 2 numbers",
        message { o with Padding = [| 1 |] } [ 3; 2; 1; 1 ] [ 1; 2; 1; 1 ]
    )

[<Fact>]
let ``Spikes as bits are convolved with the bits of spikes as numbers, forward and in the gradient`` () =
    let strips = [ 1; 1 ], [ 1; 1 ], [ 1; 1 ], 1, [ 1; 20; 11; 300 ], [ 2; 20; 3; 3 ]

    for stride, padding, dilation, groups, images, weight in strips :: settings do
        let o = options (stride, padding, dilation, groups)

        let weights = {
            Weight = singles (random 1UL weight)
            Bias = singles (random 2UL [ weight[0] ])
        }

        let lengths = 3 :: images
        let spikes = values (random 3UL lengths) |> Array.map (fun u -> if u > 0.4 then 1.0f else 0.0f)
        let x = singles (tensor lengths (Array.map float spikes))
        let perStep = spikes.Length / 3
        let bits = Neurons.Primitives.SpikeBits(3, perStep)

        for t in 0..2 do
            bits.Pack<float32>(t, ReadOnlySpan(spikes, t * perStep, perStep))

        let y = Sequence.tensor (Convolution.forward o weights (EachStep x) null)
        let shape = x.Lengths.ToArray()
        Assert.Equal<float32[]>(values y, values (Convolution.forwardSpikes o weights bits shape null))
        let dy = singles (random 4UL (y.Lengths.ToArray() |> Array.map int |> List.ofArray))
        let expected = Convolution.weightGradient o weights (EachStep x) dy none
        let gradient = Convolution.weightGradientSpikes o weights bits shape dy none
        Assert.Equal<float32[]>(values expected.Weight, values gradient.Weight)
        Assert.Equal<float32[]>(values expected.Bias, values gradient.Bias)

[<Fact>]
let ``Spikes that are not of the shape they are said to have are refused`` () =
    let weights = { Weight = random 1UL [ 3; 2; 3; 3 ]; Bias = null }
    let bits = Neurons.Primitives.SpikeBits(4, 2 * 2 * 25)

    for shape in [ [| 4n; 2n; 2n; 5n; 6n |]; [| 2n; 4n; 2n; 5n; 5n |] ] do
        let run () =
            Convolution.forwardSpikes (Convolution.options 2) weights bits shape null |> ignore

        Assert.Contains(
            "there are 4 steps of 100 bits; the input has the shape [",
            Assert.ThrowsAny<ArgumentException>(run).Message
        )
