namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Encoders
open Neurons.Primitives
open Neurons.Run

/// A convolution of images, or of lines, over every step of a sequence, as in PyTorch: the kernel is not turned around.
///
///     y[o, i] = b[o] + Σ over c, k of w[o, c, k] · x[c, i · stride + k · dilation − padding]
///
/// x is […; channels; length] or […; channels; height; width], the weight [outputs; channels/groups; kernel…]. A sequence that stays
/// the same is convolved once. Every sum has an order fixed by the shapes: the number of threads does not change a bit.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Convolution =
    [<Literal>]
    let private Owner = "Convolution"

    type Options = {
        /// From one window to the next, ≥ 1; a number for each dimension of the kernel.
        Stride: int[]
        /// Zeros before and after the image, ≥ 0.
        Padding: int[]
        /// From one pixel of a window to the next, ≥ 1.
        Dilation: int[]
        /// Channels and outputs fall into so many groups, each convolved by itself, ≥ 1.
        Groups: int
    }

    /// Stride and dilation 1, no padding, one group, for a kernel of so many dimensions.
    let options dimensions = {
        Stride = Array.create dimensions 1
        Padding = Array.create dimensions 0
        Dilation = Array.create dimensions 1
        Groups = 1
    }

    /// The options fit a kernel [outputs; channels/groups; lengths…].
    let private check (o: Options) (weight: nativeint[]) =
        if weight.Length < 3 || weight.Length > 4 || Array.exists (fun length -> length < 1n) weight then
            raise (
                ArgumentException
                    $"%s{Owner}: the weight has the shape %s{Shape.text weight}; it must be [outputs, channels/groups, length] or [outputs, channels/groups, height, width], each at least 1."
            )

        let dimensions = weight.Length - 2
        Images.perDimension Owner "Stride" 1 o.Stride dimensions
        Images.perDimension Owner "Padding" 0 o.Padding dimensions
        Images.perDimension Owner "Dilation" 1 o.Dilation dimensions
        let outputs = int weight[0]

        if o.Groups < 1 || outputs % o.Groups <> 0 then
            Require.fail Owner "Groups" o.Groups $"≥ 1 and divide the %d{outputs} outputs"

        dimensions

    let private plan (o: Options) (weight: nativeint[]) (shape: nativeint[]) =
        let dimensions = check o weight
        let struct (image, images) = Images.split Owner dimensions shape

        if image[0] <> int weight[1] * o.Groups then
            raise (
                ArgumentException
                    $"%s{Owner}: the input has the shape %s{Shape.text shape} with %d{image[0]} channels; the weight %s{Shape.text weight} in %d{o.Groups} groups needs %d{int weight[1] * o.Groups}."
            )

        let kernel = Array.init dimensions (fun d -> int weight[2 + d])
        let windows = Images.windows Owner image kernel o.Stride o.Padding o.Dilation
        let outputs = int weight[0]
        struct (ConvolutionPlan(windows, outputs, o.Groups, images), Images.outputShape shape dimensions outputs windows)

    let private checkBias (weights: LinearWeights<'T>) =
        let weight = Shape.ofTensor (Shape.present "Weight" weights.Weight)

        if not (isNull weights.Bias) && not (Shape.isOf weights.Bias [| weight[0] |]) then
            raise (
                ArgumentException
                    $"%s{Owner}: the bias has the shape %s{Shape.text (Shape.ofTensor weights.Bias)}; it must be [%d{weight[0]}], as the weight is %s{Shape.text weight}."
            )

    let private read (lease: Lease) (tensor: Tensor<'T>) =
        if isNull tensor then
            Memory.pointer<'T> 0n
        else
            Memory.pointer<'T> (lease.Read tensor)

    let private write (lease: Lease) name (tensor: Tensor<'T>) =
        if isNull tensor then
            Memory.pointer<'T> 0n
        else
            Memory.pointer<'T> (lease.Write(name, tensor))

    /// The shape of the output for an input and a weight of these shapes.
    let outputShape (o: Options) (weight: nativeint[]) (input: nativeint[]) =
        let struct (_, shape) = plan o weight input
        shape

    let private run (plan: ConvolutionPlan) (lease: Lease) (weights: LinearWeights<'T>) (x: ImageInput<'T>) y =
        checkBias weights
        let weight, bias = read lease weights.Weight, read lease weights.Bias
        ImageConvolution.Forward<'T>(&plan, &x, weight, bias, write lease "into" y)

    /// The convolution, written to `into` unless that is null.
    let forward
        (o: Options)
        (weights: LinearWeights<'T>)
        (x: InputSequence<'T>)
        (into: Tensor<'T>)
        : InputSequence<'T> =
        let source = Sequence.tensor x

        let struct (plan, shape) =
            plan o (Shape.ofTensor (Shape.present "Weight" weights.Weight)) (Shape.ofTensor source)

        let y = Sequence.buffer "into" shape into
        use lease = new Lease()
        run plan lease weights (ImageInput<'T>(plan.Windows, read lease source)) y
        Sequence.like x y

    /// The plan, the images and the shape of the output for spikes of a shape [T; …; channels; lengths…].
    let private ofSpikes o (weights: LinearWeights<'T>) (x: SpikeBits) (input: nativeint[]) =
        if
            input.Length < 1
            || nativeint x.Steps <> input[0]
            || int64 x.PerStep * int64 x.Steps <> int64 (Shape.count input)
        then
            raise (
                ArgumentException
                    $"%s{Owner}: there are %d{x.Steps} steps of %d{x.PerStep} bits; the input has the shape %s{Shape.text input}."
            )

        let struct (plan, shape) = plan o (Shape.ofTensor (Shape.present "Weight" weights.Weight)) input
        struct (plan, ImageInput<'T>(plan.Windows, x), shape)

    /// The same for an input of binary spikes of a shape [T; …; channels; lengths…], as many bits a step as a step has elements.
    let forwardSpikes
        (o: Options)
        (weights: LinearWeights<'T>)
        (x: SpikeBits)
        (input: nativeint[])
        (into: Tensor<'T>)
        : Tensor<'T> =
        let struct (plan, images, shape) = ofSpikes o weights x input
        let y = Sequence.buffer "into" shape into
        use lease = new Lease()
        run plan lease weights images y
        y

    let private gradientInto
        (plan: ConvolutionPlan)
        (shape: nativeint[])
        (lease: Lease)
        (weights: LinearWeights<'T>)
        (x: ImageInput<'T>)
        (dy: Tensor<'T>)
        (into: LinearWeights<'T>)
        =
        checkBias weights
        let dy = Sequence.given "dy" shape dy
        let dWeight = Sequence.bufferLike "into.Weight" weights.Weight into.Weight

        let dBias =
            if isNull weights.Bias then
                null
            else
                Sequence.bufferLike "into.Bias" weights.Bias into.Bias

        ImageConvolution.WeightGradient<'T>(
            &plan,
            &x,
            read lease dy,
            write lease "into.Weight" dWeight,
            write lease "into.Bias" dBias
        )

        { Weight = dWeight; Bias = dBias }

    /// The gradient of Σ dy·y with respect to the weights. `dy` has the shape of y: for an unchanged sequence, it is the sum over time.
    let weightGradient
        (o: Options)
        (weights: LinearWeights<'T>)
        (x: InputSequence<'T>)
        (dy: Tensor<'T>)
        (into: LinearWeights<'T>)
        : LinearWeights<'T> =
        let source = Sequence.tensor x

        let struct (plan, shape) =
            plan o (Shape.ofTensor (Shape.present "Weight" weights.Weight)) (Shape.ofTensor source)

        use lease = new Lease()
        gradientInto plan shape lease weights (ImageInput<'T>(plan.Windows, read lease source)) dy into

    /// The same for an input of binary spikes.
    let weightGradientSpikes
        (o: Options)
        (weights: LinearWeights<'T>)
        (x: SpikeBits)
        (input: nativeint[])
        (dy: Tensor<'T>)
        (into: LinearWeights<'T>)
        : LinearWeights<'T> =
        let struct (plan, images, shape) = ofSpikes o weights x input
        use lease = new Lease()
        gradientInto plan shape lease weights images dy into

    /// The gradient of Σ dy·y with respect to x, which has the given shape.
    let inputGradient
        (o: Options)
        (weights: LinearWeights<'T>)
        (input: nativeint[])
        (dy: Tensor<'T>)
        (into: Tensor<'T>)
        : Tensor<'T> =
        let struct (plan, shape) = plan o (Shape.ofTensor (Shape.present "Weight" weights.Weight)) input
        let dy = Sequence.given "dy" shape dy
        let dx = Sequence.buffer "into" input into
        use lease = new Lease()
        ImageConvolution.InputGradient<'T>(&plan, read lease weights.Weight, read lease dy, write lease "into" dx)
        dx
