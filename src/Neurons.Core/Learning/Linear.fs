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
        let shape = Shape.ofTensor weights.Weight

        if shape.Length <> 2 then
            raise (
                ArgumentException $"Linear: the weight has the shape {Shape.text shape}; it must be [outputs, inputs]."
            )

        if not (isNull weights.Bias) && Shape.ofTensor weights.Bias <> [| shape[0] |] then
            raise (
                ArgumentException
                    $"Linear: the bias has the shape {Shape.text (Shape.ofTensor weights.Bias)}; it must be [{shape[0]}], as the weight is {Shape.text shape}."
            )

        struct (int shape[0], int shape[1])

    /// The rows of a tensor whose last dimension must be `features`.
    let private rows name features (tensor: Tensor<'T>) =
        let shape = Shape.ofTensor tensor

        if shape.Length = 0 || shape[shape.Length - 1] <> nativeint features then
            raise (
                ArgumentException
                    $"Linear: the {name} has the shape {Shape.text shape}; its last dimension must be {features}."
            )

        Shape.count shape / max 1 features

    let private lastReplaced (shape: nativeint[]) (last: int) =
        Array.append (Array.sub shape 0 (shape.Length - 1)) [| nativeint last |]

    /// Weights and bias, each uniform on ±1/√inputs, as in PyTorch (Kaiming uniform with a = √5).
    let initial (random: RandomStream) inputs outputs withBias : LinearWeights<float32> =
        if inputs < 1 || outputs < 1 then
            raise (
                ArgumentException
                    $"Linear: there are {inputs} inputs and {outputs} outputs; at least 1 of each is needed."
            )

        let bound = float32 (1.0 / sqrt (float inputs))

        let draw (shape: int[]) =
            let tensor = Shape.create<float32> (Array.map nativeint shape)
            random.FillUniform(Sequence.span tensor, -bound, bound)
            tensor

        let weight = draw [| outputs; inputs |]
        { Weight = weight; Bias = (if withBias then draw [| outputs |] else null) }

    /// x: […; inputs] at each step; the result is […; outputs], written to `into` unless that is null.
    let forward (weights: LinearWeights<'T>) (x: InputSequence<'T>) (into: Tensor<'T>) : InputSequence<'T> =
        let struct (outputs, inputs) = sizes weights
        let source = Sequence.tensor x
        let rows = rows "input" inputs source
        let y = Sequence.buffer "into" (lastReplaced (Shape.ofTensor source) outputs) into
        let target = Sequence.span y

        // the running sums start from the bias
        if not (isNull weights.Bias) && rows > 0 then
            let bias = Sequence.readOnly weights.Bias

            for row in 0 .. rows - 1 do
                bias.CopyTo(target.Slice(row * outputs, outputs))

        MatrixProduct.Multiply<'T>(
            Sequence.readOnly source,
            false,
            Sequence.readOnly weights.Weight,
            true,
            target,
            rows,
            outputs,
            inputs,
            not (isNull weights.Bias),
            Workers.Shared
        )

        Sequence.like x y

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
        let dy = Sequence.dense (Sequence.buffer "dy" (lastReplaced (Shape.ofTensor source) outputs) dy)
        let dWeight = Sequence.buffer "into.Weight" (Shape.ofTensor weights.Weight) into.Weight

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

        let dBias =
            if isNull weights.Bias then
                null
            else
                let dBias = Sequence.buffer "into.Bias" (Shape.ofTensor weights.Bias) into.Bias
                use lease = new Lease()

                PairwiseSum.SumRows<'T>(
                    Memory.pointer<'T> (lease.Read dy),
                    int64 rows,
                    int64 outputs,
                    Memory.pointer<'T> (lease.Write("into.Bias", dBias))
                )

                dBias

        { Weight = dWeight; Bias = dBias }

    /// The gradient of Σ dy·y with respect to x, in the shape of x.
    let inputGradient (weights: LinearWeights<'T>) (dy: Tensor<'T>) (into: Tensor<'T>) : Tensor<'T> =
        let struct (outputs, inputs) = sizes weights
        let rows = rows "gradient" outputs dy
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
