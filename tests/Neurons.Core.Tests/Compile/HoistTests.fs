module Neurons.Core.Tests.Compile.HoistTests

open Expecto
open Neurons.Testing
open Neurons
open Neurons.Compile
open Neurons.Tests.Models.Traces

let private x = Expr.Variable { Kind = Symbolic.Input; Index = 0; Name = "x" }
let private p = Expr.Variable { Kind = Symbolic.Parameter; Index = 0; Name = "p" }

/// The parts of a step that computes one number from x and the shared p.
let private split (result: Expr) =
    let equations = {
        Inputs = [| x |]
        States = [||]
        Parameters = [| p |]
        Outputs = [| result |]
        Next = [||]
    }

    let layout = { Precision = Precision.Float32; Shared = [| true |] }
    let plan = Plan.forward layout equations [| Output 0 |] [||]
    Hoist.split (plan.Program.SharedNumbers - 1) plan.Program

let private neurons () = dynamics (Models.find "PscExpLif") []

/// The course of potentials with a time constant.
let private potentials (neuron: Dynamics) tau =
    let parameters = parameters (Models.find "PscExpLif") [ "Tau", tau ]
    let inputs = [| EachStep(tensor [ 20; 3 ] (Array.init 60 (fun k -> float (k % 7)))) |]
    let start = neuron.Initial<float>(parameters, [| 3n |], 0UL, 0u)
    flat (neuron.Integral(parameters, start, inputs, [| StateOver "V" |], ValueNone).Recorded[0])

let private operations (program: Program) = [ for it in program.Instructions -> it.Op ]

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Compile.HoistTests" [
        testCase "What follows from shared parameters alone is not computed at each step" (fun () ->
            let parts = split (x * Expr.Exp(-1.0 / p) + Expr.Sqrt p)
            let wanted = [ Op.Load; Op.Shared; Op.Multiply; Op.Shared; Op.Add ]
            Expect.equal (operations parts.EachStep) wanted "a step"
            let numbers = [| 4.0; 7.0; nan; nan |]
            Hoist.Evaluator(parts.Once).Run numbers
            Expect.equal numbers[3] 2.0 "the root"
            Expect.floatClose Accuracy.medium numbers[2] (exp -0.25) "the exponential")

        testCase "What changes with the step, or from neuron to neuron, stays in the step" (fun () ->
            let parts = split (Expr.Exp(Step * p) * x)
            Expect.isEmpty parts.Once.Stores "what is computed before"

            let shared = [
                for it in parts.EachStep.Instructions do
                    if it.Op = Op.Shared then
                        it.Index
            ]

            Expect.equal (List.sort shared) [ 0; 1 ] "p and the step")

        testCase "A neuron computes with the parameters of each call" (fun () ->
            let neuron = neurons ()
            let fresh = [ 10.0; 20.0 ] |> List.map (potentials (neurons ()))

            for turn in 1..2 do
                for k, tau in [ 0, 10.0; 1, 20.0 ] do
                    Expect.equal (potentials neuron tau) fresh[k] $"turn {turn}, {tau} ms"

            Expect.notEqual fresh[0] fresh[1] "different time constants")

        testCase "A neuron that many threads call at once computes with the parameters of each" (fun () ->
            let neuron = neurons ()
            let taus = [| for k in 0..6 -> 5.0 + float k |]
            let alone = taus |> Array.map (potentials (neurons ()))
            let together = Array.Parallel.init 2000 (fun k -> potentials neuron taus[k % taus.Length])
            together |> Array.iteri (fun k it -> Expect.equal it alone[k % taus.Length] $"call {k}"))
    ]
