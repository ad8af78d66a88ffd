module Neurons.Tests.Models.IntegrationTests

open System
open Expecto
open Neurons.Testing
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

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.IntegrationTests" [
        theory
            "exprel and its derivative are right at 0, near it and far from it"
            [ 0.0; 1e-300; -1e-12; 1e-8; -1e-4; 0.06249; 0.06251; -0.06251; 0.9; -3.0 ]
            (fun (x: float) ->
                let struct (value, derivative) = exact x

                Expect.floatClose
                    (Expect.within (1e-14 * value))
                    (at Precision.Float64 x (Expr.Exprel a))
                    value
                    "exprel in float64"

                Expect.floatClose
                    (Expect.within 1e-12)
                    (at Precision.Float64 x slope)
                    derivative
                    "its derivative in float64"

                Expect.floatClose
                    (Expect.within (3e-6 * value))
                    (at Precision.Float32 x (Expr.Exprel a))
                    value
                    "exprel in float32"

                Expect.floatClose
                    (Expect.within 5e-5)
                    (at Precision.Float32 x slope)
                    derivative
                    "its derivative in float32")

        testCase "exprel is finite where the exponential is not" (fun () ->
            Expect.floatClose (Expect.within 1e-15) (at Precision.Float64 -1e4 (Expr.Exprel a)) 1e-4 "exprel"
            Expect.floatClose (Expect.within 1e-15) (at Precision.Float64 -1e4 slope) 1e-8 "its derivative")
    ]
