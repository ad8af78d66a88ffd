namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Primitives
open Neurons.Run

/// The numbers of a linear layer, or their gradients.
type LinearWeights<'T> = {
    /// [outputs; inputs]
    Weight: Tensor<'T>
    /// [outputs]; null for a layer without.
    Bias: Tensor<'T>
}

/// y = x Wᵀ + b over the last dimension of every row of a sequence.
///
/// A sequence [T; B; inputs] is one product of T·B rows. One that stays the same over time is multiplied once, and so is its result
/// unchanged; the gradient of an unchanged sequence is its sum over time, so that the weights' gradient, too, takes one product.
/// Every sum has an order fixed by the shape: the number of threads does not change a bit.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Linear =
    let private sizes (weights: LinearWeights<'T>) =
        let shape = Shape.ofTensor (Shape.present "Weight" weights.Weight)

        if shape.Length <> 2 then
            raise (
                ArgumentException
                    $"Linear: the weight has the shape %s{Shape.text shape}; it must be [outputs, inputs]."
            )

        if not (isNull weights.Bias) && not (Shape.isOf weights.Bias [| shape[0] |]) then
            raise (
                ArgumentException
                    $"Linear: the bias has the shape %s{Shape.text (Shape.ofTensor weights.Bias)}; it must be [%d{shape[0]}], as the weight is %s{Shape.text shape}."
            )

        struct (int shape[0], int shape[1])

    /// The rows of a tensor whose last dimension must be `features`.
    let private rows name features (tensor: Tensor<'T>) =
        let shape = Shape.ofTensor tensor

        if shape.Length = 0 || shape[shape.Length - 1] <> nativeint features then
            raise (
                ArgumentException
                    $"Linear: the %s{name} has the shape %s{Shape.text shape}; its last dimension must be %d{features}."
            )

        Shape.count shape / max 1 features

    let private lastReplaced (shape: nativeint[]) (last: int) =
        Array.append (Array.sub shape 0 (shape.Length - 1)) [| nativeint last |]

    /// Weights and bias, each uniform on ±1/√inputs, as in PyTorch (Kaiming uniform with a = √5).
    let initial (random: RandomStream) inputs outputs withBias : LinearWeights<float32> =
        if inputs < 1 || outputs < 1 then
            raise (
                ArgumentException
                    $"Linear: there are %d{inputs} inputs and %d{outputs} outputs; at least 1 of each is needed."
            )

        let bound = float32 (1.0 / sqrt (float inputs))

        let draw (shape: int[]) =
            let tensor = Shape.create<float32> (Array.map nativeint shape)
            random.FillUniform(Sequence.span tensor, -bound, bound)
            tensor

        let weight = draw [| outputs; inputs |]
        { Weight = weight; Bias = (if withBias then draw [| outputs |] else null) }

    let private biasPointer (weights: LinearWeights<'T>) (lease: Lease) =
        Memory.pointer<'T> (if isNull weights.Bias then 0n else lease.Read weights.Bias)

    /// The gradient of a bias: dy summed over its rows.
    let private biasGradient (weights: LinearWeights<'T>) (dy: Tensor<'T>) (rows: int) (into: LinearWeights<'T>) =
        if isNull weights.Bias then
            null
        else
            let dBias = Sequence.bufferLike "into.Bias" weights.Bias into.Bias
            use lease = new Lease()

            PairwiseSum.SumRows<'T>(
                Memory.pointer<'T> (lease.Read dy),
                int64 rows,
                dBias.FlattenedLength |> int64,
                Memory.pointer<'T> (lease.Write("into.Bias", dBias))
            )

            dBias

    /// The samples of a step of spikes.
    let private batch inputs (x: SpikeBits) =
        if inputs < 1 || x.PerStep < inputs || x.PerStep % inputs <> 0 then
            raise (
                ArgumentException
                    $"Linear: a step has %d{x.PerStep} spikes; it must be a multiple of %d{inputs} inputs."
            )

        x.PerStep / inputs

    /// The caller's buffer if it has as many rows of outputs as there are rows of spikes; a new tensor where there is none (null).
    let private spikeBuffer name (x: SpikeBits) (spikes: SpikeRows) outputs (given: Tensor<'T>) =
        let shape = [| nativeint x.Steps; nativeint spikes.Batch; nativeint outputs |]

        if not (isNull given) && rows name outputs given = spikes.Rows then
            given
        else
            Sequence.buffer name shape given

    /// x: […; inputs] at each step; the result is […; outputs], written to `into` unless that is null.
    let forward (weights: LinearWeights<'T>) (x: InputSequence<'T>) (into: Tensor<'T>) : InputSequence<'T> =
        let struct (outputs, inputs) = sizes weights
        let source = Sequence.tensor x
        let rows = rows "input" inputs source
        let y = Sequence.buffer "into" (lastReplaced (Shape.ofTensor source) outputs) into
        use lease = new Lease()

        MatrixProduct.Multiply<'T>(
            Memory.pointer<'T> (lease.Read source),
            false,
            Memory.pointer<'T> (lease.Read weights.Weight),
            true,
            Memory.pointer<'T> (lease.Write("into", y)),
            rows,
            outputs,
            inputs,
            false,
            Workers.Shared,
            biasPointer weights lease
        )

        Sequence.like x y

    /// x as binary spikes, [T; B·inputs]; the result is [T; B; outputs], written to `into` unless that is null, which may also have
    /// another shape of as many rows of outputs. Where few inputs fire, their rows of weights are added; else the product is dense.
    let forwardSpikes (weights: LinearWeights<'T>) (x: SpikeBits) (into: Tensor<'T>) : Tensor<'T> =
        let struct (outputs, inputs) = sizes weights
        let spikes = SpikeRows(x, batch inputs x)
        let y = spikeBuffer "into" x spikes outputs into
        use lease = new Lease()

        SpikeProduct.Forward<'T>(
            spikes,
            Memory.pointer<'T> (lease.Read weights.Weight),
            biasPointer weights lease,
            Memory.pointer<'T> (lease.Write("into", y)),
            outputs,
            Workers.Shared
        )

        y

    /// The gradient of Σ dy·y with respect to the weights. `dy` has the shape of y: for an unchanged sequence, it is the sum over time.
    let weightGradient
        (weights: LinearWeights<'T>)
        (x: InputSequence<'T>)
        (dy: Tensor<'T>)
        (into: LinearWeights<'T>)
        : LinearWeights<'T> =
        let struct (outputs, inputs) = sizes weights
        let source = Sequence.tensor x
        let rows = rows "input" inputs source
        let dy = Sequence.given "dy" (lastReplaced (Shape.ofTensor source) outputs) dy
        let dWeight = Sequence.bufferLike "into.Weight" weights.Weight into.Weight

        MatrixProduct.Multiply<'T>(
            Sequence.readOnly dy,
            true,
            Sequence.readOnly source,
            false,
            Sequence.span dWeight,
            outputs,
            inputs,
            rows,
            false,
            Workers.Shared
        )

        { Weight = dWeight; Bias = biasGradient weights dy rows into }

    /// The same for an input of binary spikes, [T; B·inputs]; `dy` has the shape of y.
    let weightGradientSpikes
        (weights: LinearWeights<'T>)
        (x: SpikeBits)
        (dy: Tensor<'T>)
        (into: LinearWeights<'T>)
        : LinearWeights<'T> =
        let struct (outputs, inputs) = sizes weights
        let spikes = SpikeRows(x, batch inputs x)
        let dy = Sequence.dense (spikeBuffer "dy" x spikes outputs (Shape.present "dy" dy))
        let dWeight = Sequence.bufferLike "into.Weight" weights.Weight into.Weight
        use lease = new Lease()

        SpikeProduct.WeightGradient<'T>(
            spikes,
            Memory.pointer<'T> (lease.Read dy),
            Memory.pointer<'T> (lease.Write("into.Weight", dWeight)),
            outputs,
            Workers.Shared
        )

        { Weight = dWeight; Bias = biasGradient weights dy spikes.Rows into }

    /// The gradient of Σ dy·y with respect to x, in the shape of x.
    let inputGradient (weights: LinearWeights<'T>) (dy: Tensor<'T>) (into: Tensor<'T>) : Tensor<'T> =
        let struct (outputs, inputs) = sizes weights
        let rows = rows "gradient" outputs (Shape.present "dy" dy)
        let dx = Sequence.buffer "into" (lastReplaced (Shape.ofTensor dy) inputs) into

        MatrixProduct.Multiply<'T>(
            Sequence.readOnly dy,
            false,
            Sequence.readOnly weights.Weight,
            false,
            Sequence.span dx,
            rows,
            inputs,
            outputs,
            false,
            Workers.Shared
        )

        dx
