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
            raise (ArgumentException $"%s{Owner}: the input has the shape %s{Shape.text shape}; it must be %s{wanted}.")

        struct (Shape.countOf shape 0 axis, int shape[axis], Shape.countOf shape (axis + 1) shape.Length)

    let private ofChannels name channels (tensor: Tensor<'T>) =
        if not (isNull tensor) && not (Shape.isOf tensor [| nativeint (channels: int) |]) then
            raise (
                ArgumentException
                    $"%s{Owner}: %s{name} has the shape %s{Shape.text (Shape.ofTensor tensor)}; it must be [%d{channels}], one for each channel."
            )

    let private scratch<'T when 'T: unmanaged> (lease: Lease) count =
        Memory.pointer<'T> (lease.Scratch(int64 count * int64 sizeof<'T>))

    /// The number of each channel, as float64.
    let private floats (lease: Lease) (tensor: Tensor<'T>) channels (otherwise: float) =
        let target = scratch<float> lease channels
        let values = Memory.span<float> (NativePtr.toNativeInt target) channels

        if isNull tensor then
            values.Fill otherwise
        else
            TensorPrimitives.ConvertTruncating<'T, float>(Sequence.readOnly tensor, values)

        target

    /// The numbers of channels in the precision of the tensors.
    let private rounded<'T when 'T: unmanaged> (lease: Lease) channels (value: int -> float) =
        let target = scratch<'T> lease channels

        for c in 0 .. channels - 1 do
            NativePtr.set target c (Element.ofFloat<'T> (value c))

        target

    /// What a channel is multiplied by.
    let private factors (lease: Lease) (o: Options) (weights: NormWeights<'T>) (variance: float[]) =
        let scales = floats lease weights.Scale variance.Length 1.0
        fun c -> o.Gain * NativePtr.get scales c / sqrt (variance[c] + o.Epsilon)

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
        ofChannels "Mean" channels (Shape.present "Mean" running.Mean)
        ofChannels "Variance" channels (Shape.present "Variance" running.Variance)
        let source = Sequence.tensor x
        let y = Sequence.bufferLike "into" source into
        // a sequence that stays the same stands for as many samples as it has steps
        let count = float samples * float size * (if x.IsEachStep then 1.0 else float (Sequence.steps x))

        if isTraining && count < 2.0 then
            raise (
                ArgumentException
                    $"%s{Owner}: the input %s{Shape.text (Shape.ofTensor source)} has %s{string count} numbers in a channel; at least 2 are needed in training."
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
            rounded lease channels (fun c -> mean[c]),
            rounded lease channels (factors lease o weights variance),
            rounded lease channels (NativePtr.get (floats lease weights.Offset channels 0.0)),
            Memory.pointer<'T> 0n
        )

        let follow (running: Tensor<'T>) (batch: int -> float) : Tensor<'T> =
            let kept = floats lease running channels 0.0
            let followed = Shape.create<'T> (Shape.ofTensor running)
            let target = Sequence.span followed

            for c in 0 .. channels - 1 do
                let old = NativePtr.get kept c
                target[c] <- Element.ofFloat<'T> (old + o.Momentum * (batch c - old))

            followed

        {
            Output = Sequence.like x y
            Running =
                (if isTraining then
                     {
                         Mean = follow running.Mean (fun c -> mean[c])
                         Variance = follow running.Variance (fun c -> variance[c] * count / (count - 1.0))
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
        let dy = Sequence.given "dy" (Shape.ofTensor source) dy
        use lease = new Lease()
        let sums, products = scratch<float> lease channels, scratch<float> lease channels
        let from, outer = Memory.pointer<'T> (lease.Read source), Memory.pointer<'T> (lease.Read dy)
        use means = fixed run.Mean
        ChannelNormalization.GradientSums<'T>(from, outer, means, samples, channels, size, sums, products)
        let factor = factors lease o weights run.Variance
        let sum, product = NativePtr.get sums, NativePtr.get products

        let dx =
            if not withInput then
                null
            else
                let dx = Sequence.bufferLike "into.Input" source into.Input
                let count = max 1.0 (float samples * float size)

                // the batch's own mean and variance depend on x
                let own values = rounded lease channels (if run.IsTraining then values else (fun _ -> 0.0))

                ChannelNormalization.Map<'T>(
                    from,
                    outer,
                    Memory.pointer<'T> (lease.Write("into.Input", dx)),
                    samples,
                    channels,
                    size,
                    rounded lease channels (fun c -> run.Mean[c]),
                    own (fun c -> -(factor c) * product c / (run.Variance[c] + o.Epsilon) / count),
                    own (fun c -> -(factor c) * sum c / count),
                    rounded lease channels factor
                )

                dx

        let write name (weight: Tensor<'T>) (given: Tensor<'T>) (value: int -> float) : Tensor<'T> =
            if isNull weight then
                null
            else
                let target = Sequence.bufferLike name weight given
                let numbers = Sequence.span target

                for c in 0 .. channels - 1 do
                    numbers[c] <- Element.ofFloat<'T> (value c)

                target

        let dScale c = o.Gain * product c / sqrt (run.Variance[c] + o.Epsilon)

        {
            Input = dx
            Weights = {
                Scale = write "into.Scale" weights.Scale into.Weights.Scale dScale
                Offset = write "into.Offset" weights.Offset into.Weights.Offset sum
            }
        }
