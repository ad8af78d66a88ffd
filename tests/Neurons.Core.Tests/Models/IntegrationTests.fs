module Neurons.Tests.Models.IntegrationTests

open System
open Xunit
open Neurons
open Neurons.Symbolic
open Neurons.Compile

let private a = Variable { Kind = VariableKind.Input; Index = 0; Name = "a" }

let private at precision (value: float) expr =
    Interpreter.evaluator precision { Variable = (fun _ -> value); Step = 0.0; Uniform = fun _ _ -> 0.0 } expr

let private slope =
    let gradients = Differentiate.gradients [| struct (Expr.Exprel a, Constant 1.0) |] [| a |]
    Option.get gradients[0]

/// (e^a − 1)/a and its derivative by series that are long enough for |a| ≤ 4.
let private exact (x: float) =
    let mutable value, derivative, factorial = 0.0, 0.0, 1.0

    for n in 0..60 do
        factorial <- factorial * float (n + 1)
        value <- value + Math.Pow(x, float n) / factorial

        if n > 0 then
            derivative <- derivative + float n * Math.Pow(x, float (n - 1)) / factorial

    struct (value, derivative)

[<Theory>]
[<InlineData 0.0>]
[<InlineData 1e-300>]
[<InlineData -1e-12>]
[<InlineData 1e-8>]
[<InlineData -1e-4>]
[<InlineData 0.06249>]
[<InlineData 0.06251>]
[<InlineData -0.06251>]
[<InlineData 0.9>]
[<InlineData -3.0>]
let ``exprel and its derivative are right at 0, near it and far from it`` (x: float) =
    let struct (value, derivative) = exact x
    Assert.Equal(value, at Precision.Float64 x (Expr.Exprel a), 1e-14 * value)
    Assert.Equal(derivative, at Precision.Float64 x slope, 1e-12)
    Assert.Equal(value, at Precision.Float32 x (Expr.Exprel a), 3e-6 * value)
    Assert.Equal(derivative, at Precision.Float32 x slope, 5e-5)

[<Fact>]
let ``exprel is finite where the exponential is not`` () =
    Assert.Equal(1e-4, at Precision.Float64 -1e4 (Expr.Exprel a), 1e-15)
    Assert.Equal(1e-8, at Precision.Float64 -1e4 slope, 1e-15)
