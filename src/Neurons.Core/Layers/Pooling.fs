namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Encoders
open Neurons.Primitives
open Neurons.Run

/// What stands for the numbers of a window.
type PoolingReduction =
    /// The largest. Padding does not count; the gradient goes to the first of equals, row by row.
    | LargestOf
    /// The mean. Padding counts as zeros where `countPadding`, as in PyTorch by default; else it does not count.
    | MeanOf of countPadding: bool
    /// The sum: of spikes, how many there are.
    | SumOf

/// One number for each window of every channel, as in PyTorch, over every step of a sequence: of x, […; channels; length] or
/// […; channels; height; width]. A sequence that stays the same is pooled once.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Pooling =
    [<Literal>]
    let private Owner = "Pooling"

    type Options = {
        Reduction: PoolingReduction
        /// The size of a window, ≥ 1; a number for each dimension.
        Kernel: int[]
        /// From one window to the next, ≥ 1.
        Stride: int[]
        /// Before and after the image; at most half of a window.
        Padding: int[]
    }

    /// Windows side by side.
    let options reduction (kernel: int[]) = {
        Reduction = reduction
        Kernel = kernel
        Stride = kernel
        Padding = Array.create kernel.Length 0
    }

    let private kind (o: Options) =
        match o.Reduction with
        | LargestOf -> PoolingKind.Max
        | MeanOf true -> PoolingKind.Mean
        | MeanOf false -> PoolingKind.MeanInside
        | SumOf -> PoolingKind.Sum

    let private windows (o: Options) (shape: nativeint[]) =
        let dimensions = o.Kernel.Length

        if dimensions < 1 || dimensions > 2 then
            raise (ArgumentException $"%s{Owner}: Kernel has %d{dimensions} numbers; it must have 1 or 2.")

        Images.perDimension Owner "Kernel" 1 o.Kernel dimensions
        Images.perDimension Owner "Stride" 1 o.Stride dimensions
        Images.perDimension Owner "Padding" 0 o.Padding dimensions

        for d in 0 .. dimensions - 1 do
            if 2 * o.Padding[d] > o.Kernel[d] then
                Require.fail Owner "Padding" o.Padding[d] $"at most half of the kernel, %d{o.Kernel[d]}"

        let struct (image, images) = Images.split Owner dimensions shape
        let windows = Images.windows Owner image o.Kernel o.Stride o.Padding (Array.create dimensions 1)
        struct (windows, images * image[0], Images.outputShape shape dimensions image[0] windows)

    /// Channels of images, some at once.
    [<Sealed>]
    type private Work<'T
        when 'T: unmanaged and 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType and 'T :> INumber<'T>>
        (kind: PoolingKind, windows: Windows, planes: int, x: nativeint, y: nativeint, dy: nativeint, dx: nativeint) =
        let size = windows.Y.Length * windows.X.Length
        let together = max 1 (16384 / size)

        let at (start: nativeint) plane size =
            Memory.pointer<'T> (start + nativeint plane * nativeint (size: int) * nativeint sizeof<'T>)

        member work.Run() = Workers.Shared.Run((planes + together - 1) / together, work)

        interface IWork with
            member _.Run(_, item) =
                use line = NativeBuffers.Rent(int64 windows.X.Length * int64 sizeof<'T>)

                let line =
                    Memory.pointer<'T> (
                        NativeInterop.NativePtr.toNativeInt (NativeInterop.NativePtr.ofVoidPtr<byte> line.Pointer)
                    )

                for plane in item * together .. min planes ((item + 1) * together) - 1 do
                    let source, target = at x plane size, at y plane windows.Positions

                    if dx = 0n then
                        ImagePooling.Forward<'T>(kind, &windows, source, target, line)
                    else
                        ImagePooling.Gradient<'T>(
                            kind,
                            &windows,
                            source,
                            target,
                            at dy plane windows.Positions,
                            at dx plane size
                        )

    /// The shape of the output for an input of this shape.
    let outputShape (o: Options) (input: nativeint[]) =
        let struct (_, _, shape) = windows o input
        shape

    /// The pooled sequence, written to `into` unless that is null.
    let forward (o: Options) (x: InputSequence<'T>) (into: Tensor<'T>) : InputSequence<'T> =
        let source = Sequence.tensor x
        let struct (windows, planes, shape) = windows o (Shape.ofTensor source)
        let y = Sequence.buffer "into" shape into
        use lease = new Lease()
        Work<'T>(kind o, windows, planes, lease.Read source, lease.Write("into", y), 0n, 0n).Run()
        Sequence.like x y

    /// The gradient of Σ dy·y with respect to x, for the output y of `forward`.
    let inputGradient (o: Options) (x: Tensor<'T>) (y: Tensor<'T>) (dy: Tensor<'T>) (into: Tensor<'T>) : Tensor<'T> =
        let struct (windows, planes, shape) = windows o (Shape.ofTensor (Shape.present "x" x))
        let y = Sequence.given "y" shape y
        let dy = Sequence.given "dy" shape dy
        let dx = Sequence.bufferLike "into" x into
        use lease = new Lease()

        if planes > 0 then
            Work<'T>(kind o, windows, planes, lease.Read x, lease.Read y, lease.Read dy, lease.Write("into", dx)).Run()

        dx
