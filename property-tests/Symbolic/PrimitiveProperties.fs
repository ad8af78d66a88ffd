module Neurons.Properties.Symbolic.PrimitiveProperties

open System

open System.Collections.Generic

open System.Reflection

open FSharp.Reflection

open Expecto
open FsCheck
open FsCheck.FSharp
open Neurons.Testing

open Neurons

open Neurons.Symbolic

open Neurons.Compile

open Neurons.Properties

let private leaf index name = Variable { Kind = Input; Index = index; Name = name }

let private x, private y = leaf 0 "x", leaf 1 "y"

/// Each operation, on leaves.
let private operations = [|
    for op in Primitives.unary do
        Unary(op, x)
    for op in Primitives.binary do
        Binary(op, x, y)
|]

/// An operation of leaves, without the leaves.
let private name node =
    match node with
    | Unary(op, _) -> string op
    | Binary(op, _, _) -> string op
    | _ -> invalidOp "not an operation"

[<Tests>]
let tests =
    testList "Neurons.Properties.Symbolic.PrimitiveProperties" [
        testCase "Random graphs hold every node, operation, relation and comparison" (fun () ->
            let unions = [ typeof<Expr>; typeof<UnaryOp>; typeof<BinaryOp>; typeof<Relation>; typeof<Comparison> ]
            let text (case: UnionCaseInfo) = $"{case.DeclaringType.Name}.{case.Name}"
            let seen = HashSet<string>()

            for case in Graphs.cases 20 |> Arb.toGen |> Gen.sampleWithSeed (Rnd 1UL) 100 400 do
                let equations = Graphs.equations [| 1.0 |] case.Genes

                for node in Fold.nodes (Equations.roots equations) do
                    let case, fields = FSharpValue.GetUnionFields(node, typeof<Expr>)
                    seen.Add(text case) |> ignore

                    for kind, field in Array.zip (case.GetFields()) fields do
                        if kind.PropertyType <> typeof<Expr> && List.contains kind.PropertyType unions then
                            seen.Add(text (fst (FSharpValue.GetUnionFields(field, kind.PropertyType)))) |> ignore

            let missing = [
                for union in unions do
                    for case in FSharpType.GetUnionCases union do
                        if not (seen.Contains(text case)) then
                            text case
            ]

            Expect.isEmpty missing "what no random graph holds")

        testCase "Each operation can be written by a function or an operator of expressions" (fun () ->
            let written =
                typeof<Expr>.GetMethods(BindingFlags.Public ||| BindingFlags.Static)
                |> Array.filter (fun m ->
                    m.ReturnType = typeof<Expr>
                    && m.GetParameters() |> Array.forall (fun p -> p.ParameterType = typeof<Expr>))
                |> Array.choose (fun m ->
                    match m.Invoke(null, Array.truncate (m.GetParameters().Length) [| box x; box y; box x |]) with
                    | :? Expr as node ->
                        match node with
                        | Unary _
                        | Binary _ -> Some(name node)
                        | _ -> None
                    | _ -> None)

            for operation in operations do
                Expect.contains written (name operation) "operations that can be written")

        testCase "The cost of each operation is what its instructions tell" (fun () ->
            for precision in [ Precision.Float32; Precision.Float64 ] do
                for operation in operations do
                    let equations = {
                        Inputs = [| x; y |]
                        States = [||]
                        Parameters = [||]
                        Outputs = [| operation |]
                        Next = [||]
                    }

                    let plan = Plan.forward { Precision = precision; Shared = [||] } equations [| Output 0 |] [||]
                    let executed = Operations.ofProgram plan.Program
                    let work = executed.Total - executed.Moves
                    Expect.isTrue (work > 0) $"{name operation} costs nothing"

                    let told =
                        if work > 3 then Cost.Function
                        elif executed.Divisions > 0 then Cost.Division
                        else Cost.Little

                    let counted = (Operations.ofStep plan equations.Outputs).Functions
                    Expect.isTrue (Cost.ofNode operation = told) $"{name operation} takes {work} instructions"
                    Expect.equal counted (if told = Cost.Function then 1 else 0) "functions in the step")

        testCase "The derivative of each operation is that of dual numbers and of differences" (fun () ->
            let leaves (at: float[]) : Leaves = {
                Variable = fun v -> at[v.Index]
                Step = 0.0
                Uniform = fun _ _ -> invalidOp "nothing is drawn"
            }

            let value at expr = Interpreter.evaluator Precision.Float64 (leaves at) expr

            for operation in operations do
                let mutable compared = 0

                for at in [ [| 0.3; 1.7 |]; [| 1.7; 0.3 |]; [| 0.01; -2.5 |]; [| -0.6; -0.7 |] ] do
                    // NaN where the operation is not defined
                    if Double.IsFinite(value at operation) then
                        let gradients = Differentiate.gradients [| struct (operation, Constant 1.0) |] [| x; y |]

                        for k in 0..1 do
                            let mine = gradients[k] |> Option.map (value at) |> Option.defaultValue 0.0

                            let dual = Dual.evaluator (leaves at) (fun v -> if v.Index = k then 1.0 else 0.0) operation

                            let h = 1e-6
                            let moved by = at |> Array.mapi (fun i a -> if i = k then a + by else a)
                            let difference = (value (moved h) operation - value (moved -h) operation) / (2.0 * h)

                            let near (expected: float) tolerance =
                                abs (mine - expected) <= tolerance * (1.0 + abs expected)

                            Expect.isTrue
                                (near dual.Tangent 1e-12)
                                $"{name operation} at {at[0]}, {at[1]}: {mine}, by duals {dual.Tangent}"

                            Expect.isTrue
                                (near difference 1e-6)
                                $"{name operation} at {at[0]}, {at[1]}: {mine}, by differences {difference}"

                            compared <- compared + 1

                Expect.isTrue (compared > 0) $"{name operation} is not finite anywhere")
    ]
