module Neurons.Core.Tests.Compile.ScheduleTests

open Expecto
open Neurons.Testing
open Neurons
open Neurons.Compile

let private leaf kind name = Expr.Variable { Kind = kind; Index = 0; Name = name }

/// Ten sums, each of the one before.
let private chain (start: Expr) = Seq.fold (fun (sum: Expr) k -> sum + float k) start [ 1..10 ]

let private program (results: Expr[]) =
    let equations = {
        Inputs = [| leaf Symbolic.Input "x" |]
        States = [| leaf Symbolic.State "v" |]
        Parameters = [||]
        Outputs = results
        Next = [| leaf Symbolic.State "v" |]
    }

    let recorded = Array.init results.Length Output
    (Plan.forward { Precision = Precision.Float32; Shared = [||] } equations recorded [||]).Program

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Compile.ScheduleTests" [
        testCase "Chains that do not wait for each other go side by side" (fun () ->
            let scheduled =
                Schedule.interleave (program [| chain (leaf Symbolic.Input "x"); chain (leaf Symbolic.State "v") |])

            let last value =
                (scheduled.Stores |> Array.map (fun (struct (stored, _)) -> stored) |> Array.sort)[value]
            // in the order of the equations, the first would end ten sums earlier
            Expect.equal (last 2 - last 1) 1 "how far apart the two end")

        testCase "The longest chain begins first" (fun () ->
            let x, v = leaf Symbolic.Input "x", leaf Symbolic.State "v"
            let scheduled = Schedule.interleave (program [| v + 0.5; chain x |])
            let first = scheduled.Instructions |> Array.find (fun it -> it.Op = Op.Add)
            Expect.equal scheduled.Instructions[max first.A first.B].Op Op.Load "a sum of a leaf"
            let slot = scheduled.Instructions[max first.A first.B].Index
            Expect.equal slot 0 "the slot of x")

        testCase "A program that is put in order is well formed, and has all instructions" (fun () ->
            let before = program [| Expr.Exp(leaf Symbolic.Input "x") + Expr.Tanh(leaf Symbolic.State "v") |]
            let after = Program.check (Schedule.interleave before)
            let operations (p: Program) = p.Instructions |> Array.map Instruction.code |> Array.sort
            Expect.equal (operations after) (operations before) "operations")
    ]
