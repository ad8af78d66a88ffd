namespace Neurons.Symbolic

open System.Collections.Generic
open Neurons

/// One meaning of the primitives: numbers, dual numbers, instructions, text. Everything that a graph is used for is an
/// algebra; `Fold.over` is the only place that walks a graph.
type IAlgebra<'V> =
    abstract Constant: float -> 'V
    abstract Variable: Variable -> 'V
    abstract Unary: UnaryOp * 'V -> 'V
    abstract Binary: BinaryOp * 'V * 'V -> 'V
    abstract Compare: Relation * 'V * 'V -> 'V
    abstract Select: condition: 'V * 'V * 'V -> 'V
    abstract Fire: Comparison * Surrogate * 'V -> 'V
    abstract Blend: z: 'V * 'V * 'V -> 'V
    abstract Detach: 'V -> 'V
    abstract Step: 'V
    abstract Uniform: draw: int -> 'V
    abstract Normal: draw: int -> 'V

module Fold =
    /// The nodes that a node is computed from.
    let arguments expr =
        match expr with
        | Constant _
        | Variable _
        | Step
        | Uniform _
        | Normal _ -> [||]
        | Unary(_, a)
        | Firing(_, _, a)
        | Detached a -> [| a |]
        | Binary(_, a, b)
        | Compare(_, a, b) -> [| a; b |]
        | Select(a, b, c)
        | Blending(a, b, c) -> [| a; b; c |]

    /// A function that gives a graph its meaning in an algebra; a node is evaluated once, however often it is shared,
    /// also between calls of the returned function. `given` are values of nodes that are not to be computed.
    let overGiven (given: struct (Expr * 'V)[]) (algebra: IAlgebra<'V>) : Expr -> 'V =
        let known = Dictionary<Expr, 'V>(HashIdentity.Reference)

        for struct (node, v) in given do
            known[node] <- v

        let rec value expr =
            match known.TryGetValue expr with
            | true, v -> v
            | _ ->
                let v =
                    match expr with
                    | Constant c -> algebra.Constant c
                    | Variable v -> algebra.Variable v
                    | Unary(op, a) -> algebra.Unary(op, value a)
                    | Binary(op, a, b) ->
                        let a = value a
                        algebra.Binary(op, a, value b)
                    | Compare(relation, a, b) ->
                        let a = value a
                        algebra.Compare(relation, a, value b)
                    | Select(condition, a, b) ->
                        let condition = value condition
                        let a = value a
                        algebra.Select(condition, a, value b)
                    | Firing(comparison, surrogate, u) -> algebra.Fire(comparison, surrogate, value u)
                    | Blending(z, a, b) ->
                        let z = value z
                        let a = value a
                        algebra.Blend(z, a, value b)
                    | Detached a -> algebra.Detach(value a)
                    | Step -> algebra.Step
                    | Uniform draw -> algebra.Uniform draw
                    | Normal draw -> algebra.Normal draw

                known[expr] <- v
                v

        value

    let over algebra : Expr -> 'V = overGiven [||] algebra

    /// The nodes of some graphs, each once, arguments before their uses.
    let nodes (roots: Expr seq) : Expr[] =
        let seen = HashSet<Expr>(HashIdentity.Reference)
        let order = List<Expr>()

        let rec visit expr =
            if seen.Add expr then
                Array.iter visit (arguments expr)
                order.Add expr

        Seq.iter visit roots
        order.ToArray()

    /// Those of some nodes, in the order of `nodes`, that are not the same for all steps.
    let internal varying (order: Expr[]) : HashSet<Expr> =
        let found = HashSet<Expr>(HashIdentity.Reference)

        for node in order do
            let isVarying =
                match node with
                | Variable v ->
                    match v.Kind with
                    | Input
                    | State
                    | Adjoint -> true
                    | Parameter -> false
                | Step
                | Uniform _
                | Normal _ -> true
                | Constant _
                | Unary _
                | Binary _
                | Compare _
                | Select _
                | Firing _
                | Blending _
                | Detached _ -> Array.exists found.Contains (arguments node)

            if isVarying then
                found.Add node |> ignore

        found
