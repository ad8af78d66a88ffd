/// The primitives, taken from their unions: what goes over them finds a new one by itself.
module Neurons.Properties.Primitives

open FSharp.Reflection
open Neurons
open Neurons.Symbolic

let private all<'Union> =
    FSharpType.GetUnionCases typeof<'Union>
    |> Array.map (fun case -> FSharpValue.MakeUnion(case, [||]) :?> 'Union)

let unary = all<UnaryOp>
let binary = all<BinaryOp>
let relations = all<Relation>
let comparisons = all<Comparison>
