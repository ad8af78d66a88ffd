module Neurons.Properties.Symbolic.ShareProperties

open Expecto
open Neurons.Testing
open Neurons
open Neurons.Symbolic
open Neurons.Compile
open Neurons.Properties

let private count (e: Equations) = (Fold.nodes (Equations.roots e)).Length

let private values (case: Graphs.Case) (e: Equations) =
    let number place (v: Variable) = Numbers.at case.Normal (place + v.Index)

    let leaves = {
        Variable =
            fun v ->
                match v.Kind with
                | Input -> number 0 v
                | State -> number 2 v
                | Parameter -> number 4 v
                | Adjoint -> nan
        Step = float case.Start
        Uniform = fun draw second -> 0.1 + 0.2 * float draw + (if second then 0.3 else 0.0)
    }

    Equations.roots e |> Array.map (Interpreter.evaluator Precision.Float64 leaves)

[<Tests>]
let tests =
    testList "Neurons.Properties.Symbolic.ShareProperties" [
        property
            "Sharing changes no value, leaves no two equal nodes and keeps the leaves"
            100
            (Graphs.cases 60)
            (fun (case: Graphs.Case) ->
                let equations = Graphs.equations case.Constants case.Genes
                let shared = Equations.share equations
                Bits.equal "values" (values case equations) (values case shared)
                Expect.isTrue (count shared <= count equations) "nodes"
                Expect.equal (count (Equations.share shared)) (count shared) "nodes of what was shared once more"
                Equations.check shared |> ignore)

        testCase "What is written twice is there once" (fun () ->
            let x = Variable { Kind = Input; Index = 0; Name = "x" }
            let written () = Expr.Exp(x * 2.0) + Expr.Fire(x - 1.0, Surrogate.atan 2.0)

            let equations = {
                Inputs = [| x |]
                States = [||]
                Parameters = [||]
                Outputs = [| written () * written () |]
                Next = [||]
            }

            Expect.equal
                (count (Equations.share equations))
                9
                "x, 2, x·2, exp, 1, x − 1, fire, their sum and its square")
    ]
