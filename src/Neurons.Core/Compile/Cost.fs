namespace Neurons.Compile

open Neurons
open Neurons.Symbolic

/// What a processor spends on a node, its arguments aside.
[<RequireQualifiedAccess>]
type internal Cost =
    /// No more than it takes to write a number and to read it again.
    | Little
    /// A division or a root.
    | Division
    /// A function that is spelled out in many operations.
    | Function

module internal Cost =
    let ofUnary op =
        match op with
        | Negate
        | Absolute -> Cost.Little
        | SquareRoot -> Cost.Division
        | Exponential
        | Exprel
        | Logarithm
        | Sigmoid
        | Tanh
        | Sine
        | Cosine
        | Round -> Cost.Function

    let ofBinary op =
        match op with
        | Add
        | Subtract
        | Multiply
        | Minimum
        | Maximum -> Cost.Little
        | Divide -> Cost.Division

    let ofNode node =
        match node with
        | Unary(op, _) -> ofUnary op
        | Binary(op, _, _) -> ofBinary op
        | Normal _ -> Cost.Function
        | Constant _
        | Variable _
        | Step
        | Uniform _
        | Compare _
        | Select _
        | Firing _
        | Blending _
        | Detached _ -> Cost.Little
