namespace Neurons

open System
open System.Runtime.CompilerServices

/// The element type of a computation. Parameters and constants are float64 and are rounded once.
[<RequireQualifiedAccess>]
type Precision =
    | Float32
    | Float64

module Precision =
    /// Bytes of one element.
    let size precision =
        match precision with
        | Precision.Float32 -> 4
        | Precision.Float64 -> 8

    /// The precision of an element type; any other than float32 (C#: float) and float (C#: double) is an error.
    let ofType<'T> =
        if typeof<'T> = typeof<float32> then
            Precision.Float32
        elif typeof<'T> = typeof<float> then
            Precision.Float64
        else
            raise (
                NotSupportedException
                    $"Element type %s{typeof<'T>.Name} is not supported: use float32 (float) or float (double)."
            )

    /// The nearest number of the precision.
    let round precision (value: float) =
        match precision with
        | Precision.Float32 -> float (float32 value)
        | Precision.Float64 -> value

module internal Element =
    /// The nearest number of an element type.
    let ofFloat<'T> (value: float) : 'T =
        match Precision.ofType<'T> with
        | Precision.Float32 ->
            let mutable rounded = float32 value
            Unsafe.As<float32, 'T> &rounded
        | Precision.Float64 ->
            let mutable value = value
            Unsafe.As<float, 'T> &value
