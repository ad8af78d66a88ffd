module Neurons.Symbolic.Differentiate

open System.Collections.Generic
open Neurons

/// The derivative of exprel, (1 + (a − 1) exprel a)/a; near 0, where that cancels, its Taylor series.
let private exprelSlope (a: Expr) (exprel: Expr) =
    let small = Expr.IsLess(Expr.Abs a, Constant 0.0625)
    let mutable factorial = 1.0

    let coefficients = [|
        for k in 0..7 ->
            (factorial <- factorial * float (k + 2)
             float (k + 1) / factorial)
    |]

    // pairs of terms, which a processor computes at the same time
    let square = a * a
    let pair k = coefficients[k] + coefficients[k + 1] * a
    let series = pair 0 + square * (pair 2 + square * (pair 4 + square * pair 6))

    let far = Select(small, Constant 1.0, a)
    Select(small, series, (1.0 + (a - 1.0) * exprel) / far)

/// As `gradients`. What is computed from parameters alone, a node f, has the same derivative ∂f/∂p at every step; if
/// `derivatives` is set, g passes to the parameters as g·∂f/∂p in one multiplication, whose second factor a kernel computes once.
let rec private propagated derivatives (outputs: struct (Expr * Expr)[]) (leaves: Expr[]) : Expr option[] =
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
            | Exprel -> contribute a (g * exprelSlope a node)
            | Logarithm -> contribute a (g / a)
            | Sigmoid -> contribute a (g * (node * (1.0 - node)))
            | Tanh -> contribute a (g * (1.0 - node * node))
            | Sine -> contribute a (g * Expr.Cos a)
            | Cosine -> contribute a (-(g * Expr.Sin a))
            | Round -> ()
        // without a division
        | Binary(Divide, Constant 1.0, b) -> contribute b (-(g * node * node))
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
                let share = g / b
                contribute a share
                contribute b (-(share * node))
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

    let varying = Fold.varying order

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
            | true, g when derivatives && not (varying.Contains node) && (Fold.arguments node).Length > 0 ->
                let slopes = propagated false [| struct (node, Constant 1.0) |] leaves

                for leaf, slope in Array.zip leaves slopes do
                    slope |> Option.iter (fun slope -> contribute leaf (g * slope))
            | true, g -> propagate node g
            | _ -> ()

    leaves
    |> Array.map (fun leaf ->
        match adjoint.TryGetValue leaf with
        | true, g -> Some g
        | _ -> None)

/// Reverse-mode differentiation: the gradient of Σ seed·output with respect to each of the leaves, as graphs. None where
/// no path carries a gradient, so that nothing is computed for it. Adjoint sums are formed in the order of the uses,
/// last use first.
let gradients (outputs: struct (Expr * Expr)[]) (leaves: Expr[]) : Expr option[] = propagated true outputs leaves
