namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Primitives
open Neurons.Run

/// Keeps gradients from growing too large, in place.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module GradientClipping =
    /// Σ g², in float64: in an order of its own, so that neither the number of threads nor the width of vectors changes a bit.
    let private sumOfSquares (gradient: Tensor<'T>) =
        let run = 1024
        let values = Sequence.readOnly (Shape.present "gradient" gradient)
        use buffer = NativeBuffers.Rent(int64 (run * sizeof<float>))
        let scratch = Span<float>(buffer.Pointer, run)
        let mutable sum = 0.0

        for start in 0..run .. values.Length - 1 do
            let part = values.Slice(start, min run (values.Length - start))
            let widened = scratch.Slice(0, part.Length)
            TensorPrimitives.ConvertTruncating<'T, float>(part, widened)
            sum <- sum + FixedSum.OfSquares<float>(NativePtr.ofVoidPtr buffer.Pointer, int64 part.Length)

        sum

    /// A gradient that is changed where it is.
    let private own (gradient: Tensor<'T>) =
        Sequence.buffer "gradient" (Shape.ofTensor (Shape.present "gradient" gradient)) gradient

    let private positive name (value: float) =
        if not (value > 0.0) then
            raise (
                ArgumentOutOfRangeException(
                    name,
                    value,
                    $"Gradient clipping: %s{name} is %s{string value}; it must be > 0."
                )
            )

    /// √Σ g² over all elements of all tensors.
    let norm (gradients: Tensor<'T> seq) : float =
        let mutable sum = 0.0

        for gradient in gradients do
            sum <- sum + sumOfSquares gradient

        sqrt sum

    /// Where the norm of all gradients together is larger than `largest`, they are scaled to it: times largest/(norm + 1e-6), as
    /// PyTorch does. Returns the norm that they had.
    let byNorm (largest: float) (gradients: Tensor<'T> seq) : float =
        positive "largest" largest
        let norm = norm gradients
        let factor = largest / (norm + 1e-6)

        // not ≥: gradients that are not numbers remain so, and show it
        if not (factor >= 1.0) then
            let factor: 'T = Element.ofFloat factor

            for gradient in gradients do
                let span = Sequence.span (own gradient)
                TensorPrimitives.Multiply<'T>((Span.op_Implicit span: ReadOnlySpan<'T>), factor, span)

        norm

    /// Every element is brought into [−largest, largest].
    let byValue (largest: float) (gradients: Tensor<'T> seq) : unit =
        positive "largest" largest
        let bound: 'T = Element.ofFloat largest

        for gradient in gradients do
            let span = Sequence.span (own gradient)
            TensorPrimitives.Min<'T>((Span.op_Implicit span: ReadOnlySpan<'T>), bound, span)
            TensorPrimitives.Max<'T>((Span.op_Implicit span: ReadOnlySpan<'T>), -bound, span)
