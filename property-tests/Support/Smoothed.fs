/// A model as its surrogate sees it, smooth around one point: what finite differences of the gradient can be taken of.
module Neurons.Properties.Smoothed

open System.Collections.Generic
open Neurons
open Neurons.Symbolic
open Neurons.Compile

/// What was decided at the reference point, in the order of evaluation.
type Journal() =
    let values = List<float>()
    let mutable next = -1
    let mutable crossed = false

    /// Whether the graph is not smooth between the points: one lies at a kink, or on the other side of one of a surrogate.
    member _.Crossed
        with get () = crossed
        and set value = crossed <- value

    /// From now on, repeat what was decided.
    member _.Replay() = next <- 0

    /// The value at the reference point.
    member _.Frozen(value: float) =
        if next < 0 then
            values.Add value
            value
        else
            next <- next + 1
            values[next - 1]

/// Fire is z0 + ∫ surrogate from u0 to u; comparisons, choices and detached values stay as they were at the reference point.
type private Algebra(leaves: Leaves, journal: Journal) =
    let machine = Interpreter.machine Precision.Float64 leaves
    let numbers = machine :> IAlgebra<float>

    /// Gauss and Legendre's rule of three points.
    let integral (surrogate: Surrogate) (a: float) (b: float) =
        let at x = Fold.over machine (surrogate.Derivative(Constant x))
        let middle, half = (a + b) / 2.0, (b - a) / 2.0
        let off = half * sqrt 0.6
        half * (5.0 * at (middle - off) + 8.0 * at middle + 5.0 * at (middle + off)) / 9.0

    /// The sign of a number at the reference point; at 0 there is a kink.
    let side (a: float) =
        let a = journal.Frozen a

        if a = 0.0 then
            journal.Crossed <- true

        if a < 0.0 then -1
        elif a > 0.0 then 1
        else 0

    interface IAlgebra<float> with
        member _.Constant c = numbers.Constant c
        member _.Variable v = numbers.Variable v
        member _.Step = numbers.Step
        member _.Uniform draw = numbers.Uniform draw
        member _.Normal draw = numbers.Normal draw

        member _.Unary(op, a) =
            match op with
            | Absolute -> if side a < 0 then -a else a
            | Negate
            | SquareRoot
            | Exponential
            | Exprel
            | Logarithm
            | Sigmoid
            | Tanh
            | Sine
            | Cosine -> numbers.Unary(op, a)
            // constant between the halves, as its gradient has it
            | Round -> journal.Frozen(numbers.Unary(op, a))

        member _.Binary(op, a, b) =
            match op with
            | Minimum -> if side (b - a) < 0 then b else a
            | Maximum -> if side (b - a) > 0 then b else a
            | Add
            | Subtract
            | Multiply
            | Divide -> numbers.Binary(op, a, b)

        member _.Compare(relation, a, b) = journal.Frozen(numbers.Compare(relation, a, b))
        member _.Select(condition, a, b) = if journal.Frozen condition <> 0.0 then a else b

        member _.Fire(comparison, surrogate, u) =
            let u0 = journal.Frozen u

            if floor u <> floor u0 then
                journal.Crossed <- true

            numbers.Fire(comparison, surrogate, u0) + integral surrogate u0 u

        member _.Blend(z, a, b) = (1.0 - z) * a + z * b
        member _.Detach a = journal.Frozen a

let evaluator leaves journal : Expr -> float = Fold.over (Algebra(leaves, journal))
