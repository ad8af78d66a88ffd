namespace Neurons.Learning

open System.Numerics.Tensors

/// Scale γ and offset β after a normalisation; both null for 1 and 0.
type NormWeights<'T> = { Scale: Tensor<'T>; Offset: Tensor<'T> }

/// The gradients of a normalisation; null where there is no such number, or where it was not asked for.
type NormGradients<'T> = { Input: Tensor<'T>; Weights: NormWeights<'T> }

/// Means and variances of channels that are kept for evaluation, [channels].
type RunningStatistics<'T> = { Mean: Tensor<'T>; Variance: Tensor<'T> }
