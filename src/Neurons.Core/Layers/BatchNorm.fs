namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Encoders
open Neurons.Primitives
open Neurons.Run

/// What a normalised sequence leaves for its gradient: what was subtracted and divided by, for each channel.
type BatchNormRun<'T> = {
    Output: InputSequence<'T>
    /// With the batch counted in, in training; else as they were.
    Running: RunningStatistics<'T>
    Mean: float[]
    Variance: float[]
    IsTraining: bool
}

/// Batch normalisation over time, batch and image, for each channel of [T; B; channels; …], as PyTorch's over [T·B; channels; …]:
///
///     y = g · γ · (x − mean) / √(variance + ε) + β
///
/// In training, mean and variance are those of the batch, over all steps; in evaluation the running ones, which follow those of the
/// batches by `Momentum` (with the unbiased variance). The gain g is 1, or α·V_th in the threshold-dependent form (tdBN; Zheng et
/// al., "Going deeper with directly-trained larger spiking neural networks", 2021), which scales currents to the threshold that
/// they have to reach. A sequence that stays the same is normalised once.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module BatchNorm =
    [<Literal>]
    let private Owner = "BatchNorm"

    type Options = {
        /// How much of the running statistics a batch replaces, in [0, 1].
        Momentum: float
        /// ε, > 0.
        Epsilon: float
        /// g, > 0.
        Gain: float
    }

    let options = { Momentum = 0.1; Epsilon = 1e-5; Gain = 1.0 }

    let check (o: Options) =
        Require.that Owner "Momentum" o.Momentum "in [0, 1]" (o.Momentum >= 0.0 && o.Momentum <= 1.0)
        Require.positive Owner "Epsilon" o.Epsilon
        Require.positive Owner "Gain" o.Gain

    /// A mean of 0 and a variance of 1.
    let initial<'T> (channels: int) : RunningStatistics<'T> =
        let filled value =
            Tensor.Create<'T>(Array.create channels (Element.ofFloat<'T> value), ReadOnlySpan [| nativeint channels |])

        { Mean = filled 0.0; Variance = filled 1.0 }

    /// Samples, channels and numbers of a channel.
    let private sizes (x: InputSequence<'T>) =
        let shape = Shape.ofTensor (Sequence.tensor x)
        let axis = if x.IsEachStep then 2 else 1

        if shape.Length <= axis then
            let wanted = if x.IsEachStep then "[T, batch, channels, …]" else "[batch, channels, …]"
            raise (ArgumentException $"{Owner}: the input has the shape {Shape.text shape}; it must be {wanted}.")

        struct (Shape.count shape[.. axis - 1], int shape[axis], Shape.count shape[axis + 1 ..])

    let private ofChannels name channels (tensor: Tensor<'T>) =
        if not (isNull tensor) && Shape.ofTensor tensor <> [| nativeint (channels: int) |] then
            raise (
                ArgumentException
                    $"{Owner}: {name} has the shape {Shape.text (Shape.ofTensor tensor)}; it must be [{channels}], one for each channel."
            )

    let private scratch<'T when 'T: unmanaged> (lease: Lease) count =
        Memory.pointer<'T> (lease.Scratch(int64 count * int64 sizeof<'T>))

    let private numbers (tensor: Tensor<'T>) channels (otherwise: float) =
        if isNull tensor then Array.create channels otherwise else Numbers.floats tensor

    /// The numbers of each channel in the precision of the tensors.
    let private rounded (lease: Lease) (values: float[]) =
        let target = scratch<'T> lease values.Length

        for c in 0 .. values.Length - 1 do
            NativePtr.set target c (Element.ofFloat<'T> values[c])

        target

    let private factors (o: Options) (weights: NormWeights<'T>) (variance: float[]) =
        Array.map2
            (fun scale variance -> o.Gain * scale / sqrt (variance + o.Epsilon))
            (numbers weights.Scale variance.Length 1.0)
            variance

    /// The normalised sequence, written to `into` unless that is null.
    let forward
        (o: Options)
        isTraining
        (weights: NormWeights<'T>)
        (running: RunningStatistics<'T>)
        (x: InputSequence<'T>)
        (into: Tensor<'T>)
        : BatchNormRun<'T> =
        check o
        let struct (samples, channels, size) = sizes x
        ofChannels "Scale" channels weights.Scale
        ofChannels "Offset" channels weights.Offset
        ofChannels "Mean" channels running.Mean
        ofChannels "Variance" channels running.Variance
        let source = Sequence.tensor x
        let y = Sequence.buffer "into" (Shape.ofTensor source) into
        // a sequence that stays the same stands for as many samples as it has steps
        let count = float samples * float size * (if x.IsEachStep then 1.0 else float (Sequence.steps x))

        if isTraining && count < 2.0 then
            raise (
                ArgumentException
                    $"{Owner}: the input {Shape.text (Shape.ofTensor source)} has {count} numbers in a channel; at least 2 are needed in training."
            )

        use lease = new Lease()
        let from = Memory.pointer<'T> (lease.Read source)

        let struct (mean, variance) =
            if isTraining then
                let mean: float[] = Array.zeroCreate channels
                let variance: float[] = Array.zeroCreate channels
                use means = fixed mean
                use variances = fixed variance
                ChannelNormalization.Moments<'T>(from, samples, channels, size, means, variances)
                struct (mean, variance)
            else
                struct (Numbers.floats running.Mean, Numbers.floats running.Variance)

        ChannelNormalization.Map<'T>(
            from,
            Memory.pointer<'T> 0n,
            Memory.pointer<'T> (lease.Write("into", y)),
            samples,
            channels,
            size,
            rounded lease mean,
            rounded lease (factors o weights variance),
            rounded lease (numbers weights.Offset channels 0.0),
            Memory.pointer<'T> 0n
        )

        let follow (running: Tensor<'T>) (batch: float[]) : Tensor<'T> =
            let kept = Numbers.floats running

            Numbers.tensor
                (Shape.ofTensor running)
                (Array.map2 (fun old fresh -> old + o.Momentum * (fresh - old)) kept batch)

        {
            Output = Sequence.like x y
            Running =
                (if isTraining then
                     {
                         Mean = follow running.Mean mean
                         Variance = follow running.Variance (variance |> Array.map (fun v -> v * count / (count - 1.0)))
                     }
                 else
                     running)
            Mean = mean
            Variance = variance
            IsTraining = isTraining
        }

    /// The gradients of Σ dy·y, where `dy` has the shape of y: for an unchanged sequence, it is the sum over time. That by x, in its
    /// shape, only `withInput`.
    let gradients
        (o: Options)
        (weights: NormWeights<'T>)
        (x: InputSequence<'T>)
        (run: BatchNormRun<'T>)
        (dy: Tensor<'T>)
        withInput
        (into: NormGradients<'T>)
        : NormGradients<'T> =
        let struct (samples, channels, size) = sizes x
        let source = Sequence.tensor x
        let shape = Shape.ofTensor source
        let dy = Sequence.buffer "dy" shape (Sequence.dense dy)
        let sum: float[] = Array.zeroCreate channels
        let product: float[] = Array.zeroCreate channels
        use lease = new Lease()
        let from, outer = Memory.pointer<'T> (lease.Read source), Memory.pointer<'T> (lease.Read dy)
        use means = fixed run.Mean
        use sums = fixed sum
        use products = fixed product
        ChannelNormalization.GradientSums<'T>(from, outer, means, samples, channels, size, sums, products)
        let factor = factors o weights run.Variance

        let dx =
            if not withInput then
                null
            else
                let dx = Sequence.buffer "into.Input" shape into.Input
                let count = max 1.0 (float samples * float size)

                // the batch's own mean and variance depend on x
                let own values =
                    rounded lease (if run.IsTraining then Array.init channels values else Array.zeroCreate channels)

                ChannelNormalization.Map<'T>(
                    from,
                    outer,
                    Memory.pointer<'T> (lease.Write("into.Input", dx)),
                    samples,
                    channels,
                    size,
                    rounded lease run.Mean,
                    own (fun c -> -factor[c] * product[c] / (run.Variance[c] + o.Epsilon) / count),
                    own (fun c -> -factor[c] * sum[c] / count),
                    rounded lease factor
                )

                dx

        let write name (weight: Tensor<'T>) (given: Tensor<'T>) (values: float[]) : Tensor<'T> =
            if isNull weight then
                null
            else
                let target = Sequence.buffer name (Shape.ofTensor weight) given
                TensorPrimitives.ConvertTruncating<float, 'T>(ReadOnlySpan values, Sequence.span target)
                target

        let dScale = Array.map2 (fun product v -> o.Gain * product / sqrt (v + o.Epsilon)) product run.Variance

        {
            Input = dx
            Weights = {
                Scale = write "into.Scale" weights.Scale into.Weights.Scale dScale
                Offset = write "into.Offset" weights.Offset into.Weights.Offset sum
            }
        }
