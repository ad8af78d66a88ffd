namespace Neurons.Compile

open Neurons
open Neurons.Symbolic

/// A number and its derivative in one direction.
[<Struct>]
type Dual = { Value: float; Tangent: float }

/// Forward-mode differentiation in float64: an account of every derivative that is independent of the reverse mode. A spike has the
/// derivative of its surrogate, a detached value has none.
module Dual =
    let constant value = { Value = value; Tangent = 0.0 }

    type private Algebra(leaves: Leaves, tangent: Variable -> float) =
        let machine = Interpreter.machine Precision.Float64 leaves
        let numbers = machine :> IAlgebra<float>

        let chosen (first: bool) (tie: bool) (a: Dual) (b: Dual) value =
            let tangent =
                if first then a.Tangent
                elif tie then 0.5 * (a.Tangent + b.Tangent)
                else b.Tangent

            { Value = value; Tangent = tangent }

        interface IAlgebra<Dual> with
            member _.Constant c = constant (numbers.Constant c)
            member _.Variable v = { Value = numbers.Variable v; Tangent = tangent v }
            member _.Step = constant numbers.Step
            member _.Uniform draw = constant (numbers.Uniform draw)
            member _.Normal draw = constant (numbers.Normal draw)

            member _.Unary(op, a) =
                let value = numbers.Unary(op, a.Value)

                let slope =
                    match op with
                    | Negate -> -1.0
                    | Absolute ->
                        (if a.Value < 0.0 then -1.0
                         elif a.Value = 0.0 then 0.0
                         else 1.0)
                    | SquareRoot -> 0.5 / value
                    | Exponential -> value
                    | Exprel when abs a.Value < 1e-3 -> 0.5 + a.Value * (1.0 / 3.0 + a.Value * (0.125 + a.Value / 30.0))
                    | Exprel -> (exp a.Value - value) / a.Value
                    | Logarithm -> 1.0 / a.Value
                    | Sigmoid -> value * (1.0 - value)
                    | Tanh -> 1.0 - value * value
                    | Sine -> numbers.Unary(Cosine, a.Value)
                    | Cosine -> -numbers.Unary(Sine, a.Value)
                    | Round -> 0.0

                { Value = value; Tangent = slope * a.Tangent }

            member _.Binary(op, a, b) =
                let value = numbers.Binary(op, a.Value, b.Value)

                match op with
                | Add -> { Value = value; Tangent = a.Tangent + b.Tangent }
                | Subtract -> { Value = value; Tangent = a.Tangent - b.Tangent }
                | Multiply -> { Value = value; Tangent = a.Tangent * b.Value + a.Value * b.Tangent }
                | Divide -> { Value = value; Tangent = (a.Tangent - value * b.Tangent) / b.Value }
                | Minimum -> chosen (a.Value < b.Value) (a.Value = b.Value) a b value
                | Maximum -> chosen (a.Value > b.Value) (a.Value = b.Value) a b value

            member _.Compare(relation, a, b) = constant (numbers.Compare(relation, a.Value, b.Value))
            member _.Select(condition, a, b) = if condition.Value <> 0.0 then a else b

            member _.Fire(comparison, surrogate, u) = {
                Value = numbers.Fire(comparison, surrogate, u.Value)
                Tangent = Fold.over machine (surrogate.Derivative(Constant u.Value)) * u.Tangent
            }

            member _.Blend(z, a, b) = {
                Value = numbers.Blend(z.Value, a.Value, b.Value)
                Tangent = (if z.Value <> 0.0 then b.Tangent else a.Tangent) + z.Tangent * (b.Value - a.Value)
            }

            member _.Detach a = constant a.Value

    /// A function that evaluates graphs and their derivatives in the direction that `tangent` gives for the leaves.
    let evaluator (leaves: Leaves) (tangent: Variable -> float) : Expr -> Dual = Fold.over (Algebra(leaves, tangent))
