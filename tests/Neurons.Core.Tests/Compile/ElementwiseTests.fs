module Neurons.Tests.ElementwiseTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Symbolic
open Neurons.Compile

/// What the interpreter makes of a function, number by number.
let private interpreted precision (f: Expr -> Expr) (x: float) =
    let leaf = Variable { Kind = Input; Index = 0; Name = "x" }

    let leaves = {
        Variable = fun _ -> x
        Step = 0.0
        Uniform = fun _ _ -> invalidOp "nothing is drawn"
    }

    Interpreter.evaluator precision leaves (f leaf)

let private edges = [| 0.0; -0.0; infinity; -infinity; nan; 1e-30; -745.0; 709.0; 88.5; -104.0 |]

/// Of every length, so that each number is once within a vector and once behind the last whole one.
let private inputs = [|
    for length in 0..40 -> Array.init length (fun i -> 10.0 * sin (float (41 * length + i)))
    for length in 1 .. edges.Length -> Array.truncate length edges
|]

[<Tests>]
let tests =
    testList "Neurons.Tests.ElementwiseTests" [
        testCase "A function of one number has the bits of the interpreter, at every place" (fun () ->
            for xs in inputs do
                let singles = Array.map float32 xs
                let logistic = Array.zeroCreate<float32> xs.Length
                let tanh = Array.zeroCreate<float32> xs.Length
                let exp = Array.zeroCreate<float> xs.Length
                Elementwise.logistic (ReadOnlySpan singles) (Span logistic)
                Elementwise.tanh (ReadOnlySpan singles) (Span tanh)
                Elementwise.exp (ReadOnlySpan xs) (Span exp)

                let single f =
                    singles |> Array.map (fun x -> float32 (interpreted Precision.Float32 f (float x)))

                Expect.sameNumbers logistic (single Expr.Logistic) "the logistic function"
                Expect.sameNumbers tanh (single Expr.Tanh) "tanh"
                Expect.sameNumbers exp (Array.map (interpreted Precision.Float64 Expr.Exp) xs) "exp")

        testCase "Spikes of shifted numbers are those of the sums, which may be kept" (fun () ->
            let firing = Elementwise.Firing<float>(Comparison.GreaterOrEqual, Surrogate.atan 2.0)

            for xs in inputs do
                let sums = xs |> Array.map (fun x -> x + 0.25)

                let expected = Array.zeroCreate<float> xs.Length
                let spikes = Array.zeroCreate<float> xs.Length
                let kept = Array.zeroCreate<float> xs.Length

                firing.Fire(ReadOnlySpan sums, Span expected)
                firing.Fire(ReadOnlySpan xs, 0.25, Span<float>.Empty, Span spikes)
                Expect.equal spikes expected "spikes alone"
                firing.Fire(ReadOnlySpan xs, 0.25, Span kept, Span spikes)
                Expect.equal spikes expected "spikes beside the sums"
                Expect.sameNumbers kept sums "sums")

        testCase "A function of one number is near to that of the framework" (fun () ->
            for xs in inputs do
                let exp = Array.zeroCreate<float> xs.Length
                Elementwise.exp (ReadOnlySpan xs) (Span exp)

                for x, y in Array.zip xs exp do
                    // what would be subnormal is 0
                    Expect.isTrue
                        (Double.IsNaN x
                         || Double.IsSubnormal(Math.Exp x) && y = 0.0
                         || y = Math.Exp x
                         || abs (y / Math.Exp x - 1.0) < 4e-16)
                        $"exp {x} is {y}")
    ]
