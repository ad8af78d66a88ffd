module Neurons.Core.Tests.Compile.ProgramTests

open System
open FSharp.Reflection
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Compile

let private instruction op a b c : Instruction = { Op = op; A = a; B = b; C = c; Value = 0.0; Index = -1 }
let private load slot = { instruction Op.Load -1 -1 -1 with Index = slot }
let private shared place = { instruction Op.Shared -1 -1 -1 with Index = place }
let private constant value = { instruction Op.Constant -1 -1 -1 with Value = value }

let private program instructions stores : Program = {
    Precision = Precision.Float64
    Instructions = instructions
    Stores = stores
    Early = [||]
    Slots = 3
    SharedNumbers = 2
}

let private sound = [|
    load 0
    shared 1
    instruction Op.Less 0 1 -1
    constant 0.5
    instruction Op.Select 2 0 3
    instruction Op.Number 2 -1 -1
    instruction Op.Add 4 5 -1
|]

let private store value slot = struct (value, slot)
let private stores = [| store 6 1; store 4 2 |]

let private replaced at instruction' = Array.mapi (fun i it -> if i = at then instruction' else it) sound

let private faults =
    dict [
        "an argument that comes later", struct (replaced 2 (instruction Op.Less 0 4 -1), stores)
        "an argument that is the instruction itself", struct (replaced 6 (instruction Op.Add 6 5 -1), stores)
        "an argument that is missing", struct (replaced 6 (instruction Op.Add 4 -1 -1), stores)
        "an argument too many", struct (replaced 5 (instruction Op.Number 2 0 -1), stores)
        "a truth value as a number", struct (replaced 6 (instruction Op.Add 4 2 -1), stores)
        "a number as a condition", struct (replaced 4 (instruction Op.Select 0 0 3), stores)
        "a number made from a number", struct (replaced 5 (instruction Op.Number 0 -1 -1), stores)
        "a place where none is read", struct (replaced 6 { instruction Op.Add 4 5 -1 with Index = 0 }, stores)
        "a load from a slot that does not exist", struct (replaced 0 (load 3), stores)
        "a load from no slot", struct (replaced 0 (load -1), stores)
        "a shared number that does not exist", struct (replaced 1 (shared 2), stores)
        "a store of no instruction", struct (sound, [| store 7 1 |])
        "a store of a truth value", struct (sound, [| store 2 1 |])
        "a store to a slot that does not exist", struct (sound, [| store 6 3 |])
        "two stores to one slot", struct (sound, [| store 6 1; store 4 1 |])
    ]

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Compile.ProgramTests" [
        testCase "A well-formed program is accepted" (fun () ->
            let program = program sound stores
            Expect.same (Program.check program) program "the program that was checked")

        theory "A malformed program is refused by every back end" faults.Keys (fun (fault: string) ->
            let struct (instructions, stores) = faults[fault]
            let program = program instructions stores

            let refused compile =
                let error = Expect.thrown<InvalidOperationException> (fun () -> compile program |> ignore<Kernel>)

                Expect.isTrue (error.Message.StartsWith "A kernel") $"{fault}: {error.Message}"

            refused (Emit.compile 0)
            refused (Emit.compile 256)
            refused OpByOp.compile)

        testCase "A slot to which nothing is stored cannot be written early" (fun () ->
            for early, isRefused in [ 2, false; 0, true; 3, true ] do
                let program = { program sound stores with Early = [| early |] }
                let check () = Program.check program |> ignore

                if isRefused then
                    Expect.isTrue
                        ((Expect.thrown<InvalidOperationException> check).Message.StartsWith "A kernel")
                        $"slot {early}"
                else
                    check ())

        testCase "Each operation has a number of its own, by which kernels are told apart" (fun () ->
            let codes =
                FSharpType.GetUnionCases typeof<Op>
                |> Array.map (fun case ->
                    Instruction.code (instruction (FSharpValue.MakeUnion(case, [||]) :?> Op) -1 -1 -1))

            Expect.equal ((Array.distinct codes).Length) codes.Length "distinct codes")
    ]
