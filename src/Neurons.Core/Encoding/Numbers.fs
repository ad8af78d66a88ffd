namespace Neurons.Encoders

open System
open System.Globalization
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Run

/// Checks of options; messages name the owner, the option, its value and what is allowed.
module internal Require =
    let private text (value: obj) =
        match value with
        | :? IFormattable as number -> number.ToString(null, CultureInfo.InvariantCulture)
        | other -> string other

    /// For checks that are made often: what is allowed need not be put into words where all is well.
    let fail (owner: string) (name: string) (value: 'A) (allowed: string) =
        raise (
            ArgumentOutOfRangeException(
                name,
                value,
                $"%s{owner}: %s{name} is %s{text (box value)}; it must be %s{allowed}."
            )
        )

    let that owner name (value: 'A) allowed holds =
        if not holds then
            fail owner name value allowed

    let positive owner name (value: float) =
        that owner name value "> 0 and finite" (Double.IsFinite value && value > 0.0)

    let finite owner name (value: float) = that owner name value "finite" (Double.IsFinite value)

    /// A tensor that must be given.
    let given (owner: string) (name: string) (tensor: Tensor<'T>) =
        if isNull tensor then
            raise (ArgumentNullException(name, $"%s{owner}: %s{name} is null."))

    let atLeast owner name (least: int) (value: int) =
        if value < least then
            fail owner name value $"≥ %d{least}"

/// Tensors as float64 and back.
module internal Numbers =
    let floats (tensor: Tensor<'T>) : float[] =
        let values = Array.zeroCreate (int tensor.FlattenedLength)
        TensorPrimitives.ConvertTruncating<'T, float>(Shape.readOnly tensor, values.AsSpan())
        values

    /// A number as elements hold it: what they are compared with is rounded as they are, so that a threshold of 0.7 is reached by 0.7f.
    /// Where elements are whole numbers, it stays what it is.
    let rounded<'T when 'T :> INumberBase<'T>> (value: float) : float =
        if 'T.IsZero('T.CreateTruncating 0.5) then
            value
        else
            Double.CreateTruncating<'T>('T.CreateTruncating value)

    /// The first value that is not as it has to be is an error that names its place.
    let private demand owner name allowed (holds: float -> bool) (values: float[]) =
        match Array.FindIndex(values, fun value -> not (holds value)) with
        | -1 -> ()
        | n ->
            let text = values[n].ToString("R", CultureInfo.InvariantCulture)
            let message = $"%s{owner}: %s{name} is %s{text} at element %d{n}; it must be %s{allowed}."
            raise (ArgumentOutOfRangeException(name, values[n], message))

    /// The elements of a tensor; one that is NaN would otherwise be taken for silence.
    let numbers owner name (tensor: Tensor<'T>) : float[] =
        Require.given owner name tensor
        let values = floats tensor
        demand owner name "a number" (Double.IsNaN >> not) values
        values

    /// Refuses a tensor with an element that is not finite.
    let requireFinite owner name (tensor: Tensor<'T>) =
        if not (TensorPrimitives.IsFiniteAll<'T>(Shape.readOnly tensor)) then
            demand owner name "finite" Double.IsFinite (floats tensor)

    /// The elements of a tensor, all of them finite.
    let finite owner name (tensor: Tensor<'T>) : float[] =
        let values = floats tensor
        demand owner name "finite" Double.IsFinite values
        values

    let tensor<'T when 'T :> INumberBase<'T>> (shape: nativeint[]) (values: float[]) : Tensor<'T> =
        let tensor = Shape.create<'T> shape
        TensorPrimitives.ConvertTruncating<float, 'T>(ReadOnlySpan values, Shape.span tensor)
        tensor

    /// [T; shape] of a sequence.
    let overTime owner (sequence: InputSequence<'T>) =
        match sequence with
        | EachStep null
        | Unchanged(_, null) -> raise (ArgumentNullException("x", $"%s{owner}: x is null."))
        | EachStep tensor when tensor.Rank = 0 ->
            raise (ArgumentException $"%s{owner}: the input has no dimensions; it must be [T, …].")
        | EachStep tensor -> Shape.ofTensor tensor
        | Unchanged(steps, tensor) ->
            Require.atLeast owner "steps" 0 steps
            Array.append [| nativeint steps |] (Shape.ofTensor tensor)

    /// [T; …] with T taken off; an error where there is no time.
    let step owner name (tensor: Tensor<'T>) =
        Require.given owner name tensor

        if tensor.Rank = 0 then
            raise (ArgumentException $"%s{owner}: %s{name} has no dimensions; it must be [T, …].")

        (Shape.ofTensor tensor)[1..]
