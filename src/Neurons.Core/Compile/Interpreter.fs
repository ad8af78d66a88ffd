namespace Neurons.Compile

open System
open System.Collections.Generic
open Neurons
open Neurons.Symbolic

/// The values of the leaves for one neuron and one step.
type Leaves = {
    Variable: Variable -> float
    Step: float
    /// (draw, second of its two numbers) to a uniform number.
    Uniform: int -> bool -> float
}

/// The specification: each primitive by the platform's own scalar arithmetic, one neuron at a time.
module Interpreter =
    let private truth condition = if condition then 1.0 else 0.0

    let private relate relation (a: float) (b: float) =
        match relation with
        | Less -> truth (a < b)
        | LessOrEqual -> truth (a <= b)
        | Equal -> truth ((a = b))
        | NotEqual -> truth (not (a = b))

    /// Float64 arithmetic; as 53 bits are more than twice 24 and two, rounding a float64 sum, product, quotient or root of float32
    /// numbers to float32 gives what float32 arithmetic gives.
    type private Scalar(precision: Precision, leaves: Leaves) =
        inherit Machine<float>(precision)
        let round = Precision.round precision
        override _.Constant c = round c
        override _.Variable v = round (leaves.Variable v)
        override _.Step = round leaves.Step
        override _.Uniform(draw, second) = leaves.Uniform draw second
        override _.Negate a = -a
        override _.Absolute a = Math.Abs a
        override _.SquareRoot a = round (Math.Sqrt a)
        override _.Add(a, b) = round (a + b)
        override _.Subtract(a, b) = round (a - b)
        override _.Multiply(a, b) = round (a * b)
        override _.Divide(a, b) = round (a / b)
        override _.Minimum(a, b) = if b < a then b else a
        override _.Maximum(a, b) = if a < b then b else a
        override _.Compare(relation, a, b) = relate relation a b
        override _.Select(condition, a, b) = if condition <> 0.0 then a else b

        override _.PowerOfTwo t =
            match precision with
            | Precision.Float32 ->
                float (BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(float32 t) <<< 23))
            | Precision.Float64 -> BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits t <<< 52)

        // Adding the bits of 1 less those of √½ makes the exponent grow where the fraction passes √2.

        override _.Exponent x =
            match precision with
            | Precision.Float32 -> float ((BitConverter.SingleToInt32Bits(float32 x) + 0x004AFB0D >>> 23) - 127)
            | Precision.Float64 -> float ((BitConverter.DoubleToInt64Bits x + 0x00095F619980C433L >>> 52) - 1023L)

        override _.Fraction x =
            match precision with
            | Precision.Float32 ->
                let bits = BitConverter.SingleToInt32Bits(float32 x) + 0x004AFB0D
                float (BitConverter.Int32BitsToSingle((bits &&& 0x007FFFFF) + 0x3F3504F3))
            | Precision.Float64 ->
                let bits = BitConverter.DoubleToInt64Bits x + 0x00095F619980C433L
                BitConverter.Int64BitsToDouble((bits &&& 0x000FFFFFFFFFFFFFL) + 0x3FE6A09E667F3BCDL)

    /// For arithmetic alone.
    let internal noLeaves: Leaves = {
        Variable = fun v -> invalidOp $"There is no value of %s{v.Name}."
        Step = 0.0
        Uniform = fun draw _ -> invalidOp $"There is no draw %d{draw}."
    }

    /// The primitives at the given leaves, in float64 or rounded to float32 after every operation.
    let machine precision leaves : Machine<float> = Scalar(precision, leaves)

    /// A function that evaluates graphs at the given leaves, in float64 or rounded to float32 after every operation.
    let evaluator precision leaves : Expr -> float = Fold.over (machine precision leaves)
