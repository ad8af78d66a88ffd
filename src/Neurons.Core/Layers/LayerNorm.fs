namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Neurons
open Neurons.Encoders
open Neurons.Primitives
open Neurons.Run

/// Layer normalisation (Ba, Kiros & Hinton 2016) over the last dimensions of each row, as in PyTorch:
///
///     y = γ · (x − mean) / √(variance + ε) + β
///
/// with mean and (biased) variance over the normalised shape, in which γ and β are, too. A sequence that stays the same is normalised
/// once.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LayerNorm =
    [<Literal>]
    let private Owner = "LayerNorm"

    type Options = {
        /// The last dimensions of the input.
        Shape: int[]
        /// ε, > 0.
        Epsilon: float
    }

    let options shape = { Shape = shape; Epsilon = 1e-5 }

    /// Rows and their width.
    let private sizes (o: Options) (weights: NormWeights<'T>) (x: Tensor<'T>) =
        Require.positive Owner "Epsilon" o.Epsilon
        let normalized, shape = Array.map nativeint o.Shape, Shape.ofTensor (Shape.present "x" x)

        if normalized.Length = 0 || Array.exists (fun length -> length < 1n) normalized then
            raise (
                ArgumentException
                    $"%s{Owner}: Shape is %s{Shape.text normalized}; it must have lengths, each at least 1."
            )

        if not (Shape.endsWith shape normalized) then
            raise (
                ArgumentException
                    $"%s{Owner}: the input has the shape %s{Shape.text shape}; it must end with the normalised %s{Shape.text normalized}."
            )

        for name, weight in [| "Scale", weights.Scale; "Offset", weights.Offset |] do
            if not (isNull weight) && Shape.ofTensor weight <> normalized then
                raise (
                    ArgumentException
                        $"%s{Owner}: %s{name} has the shape %s{Shape.text (Shape.ofTensor weight)}; it must be %s{Shape.text normalized}."
                )

        let width = Shape.count normalized
        struct (Shape.count shape / width, width)

    let private read (lease: Lease) (tensor: Tensor<'T>) =
        if isNull tensor then
            Memory.pointer<'T> 0n
        else
            Memory.pointer<'T> (lease.Read tensor)

    let private write (lease: Lease) name (tensor: Tensor<'T>) =
        if isNull tensor then
            Memory.pointer<'T> 0n
        else
            Memory.pointer<'T> (lease.Write(name, tensor))

    /// The normalised sequence, written to `into` unless that is null.
    let forward (o: Options) (weights: NormWeights<'T>) (x: InputSequence<'T>) (into: Tensor<'T>) : InputSequence<'T> =
        let source = Sequence.tensor x
        let struct (rows, width) = sizes o weights source
        let y = Sequence.bufferLike "into" source into
        use lease = new Lease()
        let scale, offset = read lease weights.Scale, read lease weights.Offset
        RowNormalization.Forward<'T>(read lease source, scale, offset, write lease "into" y, rows, width, o.Epsilon)
        Sequence.like x y

    /// The gradients of Σ dy·y, where `dy` has the shape of x: for an unchanged sequence, it is the sum over time. That by x only
    /// `withInput`.
    let gradients
        (o: Options)
        (weights: NormWeights<'T>)
        (x: Tensor<'T>)
        (dy: Tensor<'T>)
        withInput
        (into: NormGradients<'T>)
        : NormGradients<'T> =
        let struct (rows, width) = sizes o weights x
        let shape = Shape.ofTensor x
        let dy = Sequence.given "dy" shape dy
        let dx = if withInput then Sequence.buffer "into.Input" shape into.Input else null

        let like name (weight: Tensor<'T>) given = if isNull weight then null else Sequence.bufferLike name weight given

        let dScale = like "into.Scale" weights.Scale into.Weights.Scale
        let dOffset = like "into.Offset" weights.Offset into.Weights.Offset
        use lease = new Lease()

        RowNormalization.Gradient<'T>(
            read lease x,
            read lease weights.Scale,
            read lease dy,
            write lease "into.Input" dx,
            write lease "into.Scale" dScale,
            write lease "into.Offset" dOffset,
            rows,
            width,
            o.Epsilon
        )

        { Input = dx; Weights = { Scale = dScale; Offset = dOffset } }
