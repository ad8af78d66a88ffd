/// Common subexpressions.
module internal Neurons.Symbolic.Share

open System
open System.Collections.Generic
open Neurons

let private same a b = obj.ReferenceEquals(a, b)
let private bits (c: float) = BitConverter.DoubleToInt64Bits c
let private hash (node: Expr) = HashIdentity.Reference.GetHashCode node

/// Nodes are equal that do the same with the same arguments.
let private sameWork =
    { new IEqualityComparer<Expr> with
        member _.Equals(left, right) =
            match left, right with
            | Constant a, Constant b -> bits a = bits b
            | Unary(f, a), Unary(g, b) -> f = g && same a b
            | Binary(f, a, b), Binary(g, c, d) -> f = g && same a c && same b d
            | Compare(f, a, b), Compare(g, c, d) -> f = g && same a c && same b d
            | Select(a, b, c), Select(d, e, f) -> same a d && same b e && same c f
            | Firing(f, s, a), Firing(g, t, b) -> f = g && s.Equals t && same a b
            | Blending(a, b, c), Blending(d, e, f) -> same a d && same b e && same c f
            | Detached a, Detached b -> same a b
            | Step, Step -> true
            | Uniform a, Uniform b -> a = b
            | Normal a, Normal b -> a = b
            | _ -> same left right

        member _.GetHashCode node =
            match node with
            | Constant c -> HashCode.Combine(0, bits c)
            | Unary(op, a) -> HashCode.Combine(1, op, hash a)
            | Binary(op, a, b) -> HashCode.Combine(2, op, hash a, hash b)
            | Compare(relation, a, b) -> HashCode.Combine(3, relation, hash a, hash b)
            | Select(a, b, c) -> HashCode.Combine(4, hash a, hash b, hash c)
            | Firing(comparison, _, a) -> HashCode.Combine(5, comparison, hash a)
            | Blending(a, b, c) -> HashCode.Combine(6, hash a, hash b, hash c)
            | Detached a -> HashCode.Combine(7, hash a)
            | Step -> 8
            | Uniform draw -> HashCode.Combine(9, draw)
            | Normal draw -> HashCode.Combine(10, draw)
            | Variable _ -> hash node
    }

/// The algebra of graphs in which equal nodes are one.
type private Sharing() =
    let known = Dictionary<Expr, Expr> sameWork

    let one node =
        match known.TryGetValue node with
        | true, first -> first
        | _ ->
            known[node] <- node
            node

    interface IAlgebra<Expr> with
        member _.Constant c = one (Constant c)
        member _.Variable v = Variable v
        member _.Unary(op, a) = one (Unary(op, a))
        member _.Binary(op, a, b) = one (Binary(op, a, b))
        member _.Compare(relation, a, b) = one (Compare(relation, a, b))
        member _.Select(condition, a, b) = one (Select(condition, a, b))
        member _.Fire(comparison, surrogate, u) = one (Firing(comparison, surrogate, u))
        member _.Blend(z, a, b) = one (Blending(z, a, b))
        member _.Detach a = one (Detached a)
        member _.Step = one Step
        member _.Uniform draw = one (Uniform draw)
        member _.Normal draw = one (Normal draw)

/// The same graphs over the same leaves, with equal nodes once.
let over (leaves: Expr[]) : Expr -> Expr =
    Fold.overGiven (leaves |> Array.map (fun leaf -> struct (leaf, leaf))) (Sharing())
