namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Run

/// Sums of gradients: several small batches, of which each gives a part, in place of one large batch.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module GradientAccumulation =
    /// sum' = sum + weight · gradient, in place. The weight of a batch's mean is its share of all samples.
    let add (weight: float) (gradient: Tensor<'T>) (sum: Tensor<'T>) : unit =
        let shape = Shape.ofTensor (Shape.present "gradient" gradient)
        let sum = Sequence.span (Sequence.buffer "sum" shape (Shape.present "sum" sum))
        let gradient = Sequence.readOnly gradient
        let weight: 'T = Element.ofFloat weight
        TensorPrimitives.MultiplyAdd<'T>(gradient, weight, (Span.op_Implicit sum: ReadOnlySpan<'T>), sum)
