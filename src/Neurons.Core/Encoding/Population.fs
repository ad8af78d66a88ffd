namespace Neurons.Encoders

open System.Numerics
open System.Numerics.Tensors
open Neurons.Run

/// A value as the activity of a population whose members each prefer another value: exp(−(x − centre)²·scale / 2), the centres
/// evenly from 0 to the scale. Source: Norse, `population_encode`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Population =
    /// The activities, […; count], of x […]. `scale` is > 0.
    let encodeTo (scale: float) (count: int) (x: Tensor<'T>) : Tensor<'T> =
        Require.atLeast "Population" "count" 1 count
        let scale = Numbers.rounded<'T> scale
        Require.positive "Population" "scale" scale
        let values = Numbers.numbers "Population" "x" x
        let centre k = if count = 1 then 0.0 else scale * float k / float (count - 1)

        let shape = Array.append (Shape.ofTensor x) [| nativeint count |]

        Array.init (Shape.count shape) (fun i ->
            let distance = values[i / count] - centre (i % count)
            exp (-distance * distance * scale / 2.0))
        |> Numbers.tensor shape

    /// The same with the largest element of x, which must be > 0, as scale.
    let encode (count: int) (x: Tensor<'T>) : Tensor<'T> =
        let values = Numbers.numbers "Population" "x" x
        encodeTo (if values.Length = 0 then 1.0 else Array.max values) count x
