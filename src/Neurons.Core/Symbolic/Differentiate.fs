module Neurons.Symbolic.Differentiate

open System.Collections.Generic
open Neurons

/// Reverse-mode differentiation: the gradient of Σ seed·output with respect to each of the leaves, as graphs. None where
/// no path carries a gradient, so that nothing is computed for it. Adjoint sums are formed in the order of the uses,
/// last use first.
let gradients (outputs: struct (Expr * Expr)[]) (leaves: Expr[]) : Expr option[] =
    let adjoint = Dictionary<Expr, Expr>(HashIdentity.Reference)

    let contribute node amount =
        match node with
        | Constant _ -> ()
        | _ ->
            adjoint[node] <-
                match adjoint.TryGetValue node with
                | true, sum -> sum + amount
                | _ -> amount

    for struct (output, seed) in outputs do
        contribute output seed

    let half = Constant 0.5
    let zero = Constant 0.0

    /// All of g where the argument is the chosen one, half of it where both are equal.
    let share chosen a b g = Select(chosen, g, Select(Compare(Equal, a, b), half * g, zero))

    let propagate node g =
        match node with
        | Unary(op, a) ->
            match op with
            | Negate -> contribute a (-g)
            | Absolute ->
                let sign = Select(Compare(Less, a, zero), -g, Select(Compare(Equal, a, zero), zero, g))
                contribute a sign
            | SquareRoot -> contribute a (half * g / node)
            | Exponential -> contribute a (g * node)
            | Logarithm -> contribute a (g / a)
            | Sigmoid -> contribute a (g * (node * (1.0 - node)))
            | Tanh -> contribute a (g * (1.0 - node * node))
        | Binary(op, a, b) ->
            match op with
            | Add ->
                contribute a g
                contribute b g
            | Subtract ->
                contribute a g
                contribute b (-g)
            | Multiply ->
                contribute a (g * b)
                contribute b (g * a)
            | Divide ->
                contribute a (g / b)
                contribute b (-(g * node / b))
            | Minimum ->
                contribute a (share (Compare(Less, a, b)) a b g)
                contribute b (share (Compare(Less, b, a)) a b g)
            | Maximum ->
                contribute a (share (Compare(Less, b, a)) a b g)
                contribute b (share (Compare(Less, a, b)) a b g)
        | Select(condition, a, b) ->
            contribute a (Select(condition, g, zero))
            contribute b (Select(condition, zero, g))
        | Firing(_, surrogate, u) -> contribute u (g * surrogate.Derivative u)
        | Blending(z, a, b) ->
            contribute z (g * (b - a))
            contribute a (Select(z, zero, g))
            contribute b (Select(z, g, zero))
        | Compare _
        | Detached _
        | Constant _
        | Variable _
        | Step
        | Uniform _
        | Normal _ -> ()

    let order = Fold.nodes (outputs |> Seq.map (fun (struct (output, _)) -> output))

    // Only nodes on a path to a leaf are worth an adjoint.
    let wanted = HashSet<Expr>(leaves, HashIdentity.Reference)

    for node in order do
        let carries =
            match node with
            | Unary(_, a)
            | Firing(_, _, a) -> wanted.Contains a
            | Binary(_, a, b) -> wanted.Contains a || wanted.Contains b
            | Select(_, a, b) -> wanted.Contains a || wanted.Contains b
            | Blending(z, a, b) -> wanted.Contains z || wanted.Contains a || wanted.Contains b
            | Compare _
            | Detached _
            | Constant _
            | Variable _
            | Step
            | Uniform _
            | Normal _ -> false

        if carries then
            wanted.Add node |> ignore

    for i = order.Length - 1 downto 0 do
        let node = order[i]

        if wanted.Contains node then
            match adjoint.TryGetValue node with
            | true, g -> propagate node g
            | _ -> ()

    leaves
    |> Array.map (fun leaf ->
        match adjoint.TryGetValue leaf with
        | true, g -> Some g
        | _ -> None)
