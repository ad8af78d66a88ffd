namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Primitives
open Neurons.Run

/// What makes spikes rare: λ Σ spikes, to be added to a loss. snnTorch's `l1_rate_sparsity`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module RateSparsity =
    /// λ Σ spikes of a tensor of any shape. The gradient, λ everywhere, is added to `gradient` unless that is null.
    let evaluate (lambda: float) (spikes: Tensor<'T>) (gradient: Tensor<'T>) : float =
        if not (Double.IsFinite lambda && lambda >= 0.0) then
            raise (
                ArgumentOutOfRangeException(
                    "lambda",
                    lambda,
                    $"Rate sparsity: lambda is %s{string lambda}; it must be ≥ 0 and finite."
                )
            )

        let shape = Shape.ofTensor (Shape.present "spikes" spikes)

        if not (isNull gradient) then
            let gradient = Sequence.span (Sequence.buffer "gradient" shape gradient)
            let lambda: 'T = Element.ofFloat lambda
            TensorPrimitives.Add<'T>((Span.op_Implicit gradient: ReadOnlySpan<'T>), lambda, gradient)

        // runs short enough for a count of spikes to be exact in float32
        let spikes = Sequence.readOnly spikes
        let run = 1 <<< 16
        let mutable sum = 0.0

        for start in 0..run .. spikes.Length - 1 do
            use part = fixed &spikes[start]
            sum <- sum + Double.CreateTruncating<'T>(FixedSum.Of<'T>(part, int64 (min run (spikes.Length - start))))

        lambda * sum
