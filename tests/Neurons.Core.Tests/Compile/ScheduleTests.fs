module Neurons.Core.Tests.Compile.ScheduleTests

open System
open System.Runtime.InteropServices
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

/// The values that are kept at a time after some instruction, at most: what one instruction alone loads is not one of them.
let private mostKept (p: Program) =
    let uses i =
        p.Instructions |> Seq.filter (fun it -> Array.contains i (Instruction.operands it)) |> Seq.length

    let last i =
        if p.Stores |> Array.exists (fun (struct (value, _)) -> value = i) then
            p.Instructions.Length
        else
            p.Instructions |> Array.findIndexBack (fun it -> Array.contains i (Instruction.operands it))

    let kept = [|
        for i in 0 .. p.Instructions.Length - 1 do
            let op = p.Instructions[i].Op

            if op <> Op.Constant && not (op = Op.Load && uses i = 1) then
                struct (i, last i)
    |]

    Seq.init p.Instructions.Length (fun at ->
        kept |> Seq.filter (fun (struct (first, last)) -> first <= at && at < last) |> Seq.length)
    |> Seq.max

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Compile.ScheduleTests" [
        testCase "Chains that do not wait for each other go side by side" (fun () ->
            let scheduled =
                Schedule.interleave 16 (program [| chain (leaf Symbolic.Input "x"); chain (leaf Symbolic.State "v") |])

            let last value =
                (scheduled.Stores |> Array.map (fun (struct (stored, _)) -> stored) |> Array.sort)[value]
            // in the order of the equations, the first would end ten sums earlier
            Expect.equal (last 2 - last 1) 1 "how far apart the two end")

        testCase "The longest chain begins first" (fun () ->
            let x, v = leaf Symbolic.Input "x", leaf Symbolic.State "v"
            let scheduled = Schedule.interleave 16 (program [| v + 0.5; chain x |])
            let first = scheduled.Instructions |> Array.find (fun it -> it.Op = Op.Add)

            let slots =
                Instruction.operands first
                |> Array.map (fun a -> scheduled.Instructions[a])
                |> Array.filter (fun it -> it.Op = Op.Load)
                |> Array.map _.Index

            Expect.equal slots [| 0 |] "the slot of x")

        testCase "A program that is put in order is well formed, and has all instructions" (fun () ->
            let before = program [| Expr.Exp(leaf Symbolic.Input "x") + Expr.Tanh(leaf Symbolic.State "v") |]
            let after = Program.check (Schedule.interleave 16 before)
            let operations (p: Program) = p.Instructions |> Array.map Instruction.code |> Array.sort
            Expect.equal (operations after) (operations before) "operations")

        testCase "As many values are kept at a time as there are registers" (fun () ->
            let x = leaf Symbolic.Input "x"
            // side by side, each chain would keep a value
            let chains = [| for k in 1..40 -> chain (x * float k) |]
            let before = program [| Array.reduce (+) chains |]
            let kept registers = mostKept (Schedule.interleave registers before)
            Expect.isGreaterThan (kept 1000) 12 "without a limit"
            // two more may have begun when the limit is reached
            Expect.isLessThanOrEqual (kept 8) 10 "with 8 registers")

        testCase "The longest chain is that of the operations that wait for each other, whatever goes beside" (fun () ->
            let x, v = leaf Symbolic.Input "x", leaf Symbolic.State "v"
            let alone = Schedule.chain (program [| chain x |])
            Expect.equal (Schedule.chain (program [| chain x; v + 1.0 |])) alone "with a sum beside"
            Expect.isGreaterThan (Schedule.chain (program [| chain (chain x) |])) alone "twice as long")

        testCase "Two side by side compute what each does alone" (fun () ->
            let before =
                program [| Expr.Exp(leaf Symbolic.Input "x") + Expr.Tanh(leaf Symbolic.State "v"); Constant 3.0 |]

            let pair = Program.check (Schedule.pair before)

            // row by row, three neurons each
            let run (p: Program) (rows: float32[][]) =
                let pinned (values: 'A[]) =
                    let copy: 'A[] = GC.AllocateArray(values.Length, true)
                    values.CopyTo(copy, 0)
                    copy

                let address (array: 'A[]) = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0)
                let memory = rows |> Array.map pinned
                let slots = pinned (Array.map address memory)
                let shared = pinned [| 0f |]
                (OpByOp.compile p).Invoke(address slots, address shared, 3)
                memory

            let rows seed =
                Array.init before.Slots (fun slot ->
                    Array.init 3 (fun n -> float32 (sin (float (seed + 5 * slot + n)))))

            let first, second = rows 1, rows 50
            let alone = Array.append (run before first) (run before second)
            Expect.equal (run pair (Array.append first second)) alone "all rows")
    ]
