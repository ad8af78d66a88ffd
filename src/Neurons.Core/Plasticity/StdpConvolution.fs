namespace Neurons.Plasticity

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons.Encoders
open Neurons.Primitives
open Neurons.Run

/// How the kernel of a convolution moves over its input; the same in both directions.
type Window = {
    /// Steps between neighbouring outputs, ≥ 1.
    Stride: int
    /// Zeros around the input, ≥ 0.
    Padding: int
    /// Distance between neighbouring elements of the kernel, ≥ 1.
    Dilation: int
}

/// `Stdp` of the shared weights of a convolution: the presynaptic spikes and traces of each position's patch meet the neuron there,
/// and the changes are summed over batch and positions. Source: Norse, `stdp_step_conv2d`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module StdpConvolution =
    /// Stride 1, no padding, dilation 1.
    let window = { Stride = 1; Padding = 0; Dilation = 1 }

    let private check (o: Window) =
        Require.atLeast "StdpConvolution" "Stride" 1 o.Stride
        Require.atLeast "StdpConvolution" "Padding" 0 o.Padding
        Require.atLeast "StdpConvolution" "Dilation" 1 o.Dilation

    let private outputs (o: Window) input kernel =
        (input + 2 * o.Padding - o.Dilation * (kernel - 1) - 1) / o.Stride + 1

    /// The patches of one sample, [positions; channels·kernel height·kernel width].
    let private unfold<'T when 'T: unmanaged and 'T :> INumber<'T>>
        (o: Window)
        (image: ReadOnlySpan<'T>)
        (inputs: int[])
        (kernel: int[])
        (positions: int[])
        (patches: Span<'T>)
        =
        let rows, columns = inputs[1], inputs[2]
        let mutable i = 0

        for y in 0 .. positions[0] - 1 do
            for x in 0 .. positions[1] - 1 do
                for channel in 0 .. inputs[0] - 1 do
                    for ky in 0 .. kernel[0] - 1 do
                        for kx in 0 .. kernel[1] - 1 do
                            let row = y * o.Stride - o.Padding + ky * o.Dilation
                            let column = x * o.Stride - o.Padding + kx * o.Dilation
                            let isInside = row >= 0 && row < rows && column >= 0 && column < columns

                            patches[i] <- if isInside then image[(channel * rows + row) * columns + column] else 'T.Zero

                            i <- i + 1

    /// One step of weights [out; in; kernel height; kernel width]: pre [B; in; H; W] arrived, post [B; out; H'; W'] were fired. The new
    /// weights and traces.
    let step
        (o: Window)
        (p: Stdp.Parameters)
        (s: Traces<'T>)
        (weights: Tensor<'T>)
        (pre: Tensor<'T>)
        (post: Tensor<'T>)
        =
        Stdp.check p
        Stdp.given s weights pre post
        check o
        let w, a, b = Shape.ofTensor weights, Shape.ofTensor pre, Shape.ofTensor post

        let fits =
            w.Length = 4
            && a.Length = 4
            && b.Length = 4
            && a[0] = b[0]
            && a[1] = w[1]
            && b[1] = w[0]
            && int b[2] = outputs o (int a[2]) (int w[2])
            && int b[3] = outputs o (int a[3]) (int w[3])

        if not fits then
            raise (
                ArgumentException
                    $"StdpConvolution: weights %s{Shape.text w}, presynaptic spikes %s{Shape.text a}, \
                      postsynaptic spikes %s{Shape.text b}; they must be [out, in, height, width], [B, in, H, W] and [B, out, H', W'], \
                      where H' and W' are what stride %d{o.Stride}, padding %d{o.Padding} and dilation %d{o.Dilation} leave."
            )

        let next = Stdp.traces p s pre post
        let inputs, kernel, positions = Array.map int a[1..], Array.map int w[2..], Array.map int b[2..]
        let channels, patch, places = int w[0], Shape.count w[1..], positions[0] * positions[1]
        let patches = Array.zeroCreate<'T> (places * patch)

        let isSilent (spikes: Tensor<'T>) =
            let values = Shape.readOnly spikes
            let mutable n = 0

            while n < values.Length && 'T.IsZero values[n] do
                n <- n + 1

            n = values.Length

        /// Σ over batch and positions of a postsynaptic quantity times a presynaptic one's patch.
        let product (left: Tensor<'T>) (right: Tensor<'T>) =
            let sum = Array.zeroCreate<'T> (channels * patch)
            let image, neurons = Shape.count a[1..], channels * places

            for sample in 0 .. int a[0] - 1 do
                unfold
                    o
                    ((Shape.readOnly right).Slice(sample * image, image))
                    inputs
                    kernel
                    positions
                    (patches.AsSpan())

                MatrixProduct.Multiply<'T>(
                    (Shape.readOnly left).Slice(sample * neurons, neurons),
                    false,
                    ReadOnlySpan patches,
                    false,
                    sum.AsSpan(),
                    channels,
                    patch,
                    places,
                    true,
                    Workers.Shared
                )

            sum

        // Without spikes on a side, nothing changes by it.
        let struct (rows, growth) =
            if isSilent post then
                struct ([||], [||])
            else
                struct ([| 0 .. channels - 1 |], product post next.Pre)

        let struct (columns, decline) =
            if isSilent pre then
                struct ([||], [||])
            else
                struct ([| 0 .. patch - 1 |], product next.Post pre)

        struct (Stdp.changed p weights rows growth columns decline, next)

    /// All steps of pre, [T; B; in; H; W], and post, [T; B; out; H'; W']: the last weights and traces.
    let integral
        (o: Window)
        (p: Stdp.Parameters)
        (s: Traces<'T>)
        (weights: Tensor<'T>)
        (pre: Tensor<'T>)
        (post: Tensor<'T>)
        =
        Stdp.overTime (step o p) s weights pre post
