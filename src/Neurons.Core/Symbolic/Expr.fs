namespace Neurons.Symbolic

/// The primitives of one argument.
type UnaryOp =
    | Negate
    | Absolute
    | SquareRoot
    | Exponential
    /// (e^a − 1)/a, and 1 at 0.
    | Exprel
    | Logarithm
    | Sigmoid
    | Tanh
    | Sine
    | Cosine
    /// The nearest whole number, the even one of two. It gets no gradient.
    | Round

    /// The row of this operation in a table that is written in C#, whose compiler doesn't find a missing case: an operation more is an
    /// argument more. So are those below.
    member op.Match
        (
            negate: 'R,
            absolute: 'R,
            squareRoot: 'R,
            exponential: 'R,
            exprel: 'R,
            logarithm: 'R,
            sigmoid: 'R,
            tanh: 'R,
            sine: 'R,
            cosine: 'R,
            round: 'R
        ) : 'R =
        match op with
        | Negate -> negate
        | Absolute -> absolute
        | SquareRoot -> squareRoot
        | Exponential -> exponential
        | Exprel -> exprel
        | Logarithm -> logarithm
        | Sigmoid -> sigmoid
        | Tanh -> tanh
        | Sine -> sine
        | Cosine -> cosine
        | Round -> round

/// The primitives of two arguments. `Minimum (a, b)` is b where b < a and else a, so that a NaN in a stays; `Maximum`
/// likewise.
type BinaryOp =
    | Add
    | Subtract
    | Multiply
    | Divide
    | Minimum
    | Maximum

    member op.Match(add: 'R, subtract: 'R, multiply: 'R, divide: 'R, minimum: 'R, maximum: 'R) : 'R =
        match op with
        | Add -> add
        | Subtract -> subtract
        | Multiply -> multiply
        | Divide -> divide
        | Minimum -> minimum
        | Maximum -> maximum

/// The relations between two numbers; their value is 1 or 0.
type Relation =
    | Less
    | LessOrEqual
    | Equal
    | NotEqual

    member relation.Match(less: 'R, lessOrEqual: 'R, equal: 'R, notEqual: 'R) : 'R =
        match relation with
        | Less -> less
        | LessOrEqual -> lessOrEqual
        | Equal -> equal
        | NotEqual -> notEqual

/// What a leaf of a graph stands for.
type VariableKind =
    | Input
    | State
    | Parameter
    /// The gradient with respect to an output or to a state of the next step; occurs only in derivatives.
    | Adjoint

    member kind.Match(input: 'R, state: 'R, parameter: 'R, adjoint: 'R) : 'R =
        match kind with
        | Input -> input
        | State -> state
        | Parameter -> parameter
        | Adjoint -> adjoint

/// A leaf: the index counts within its kind, the name is for people.
type Variable = { Kind: VariableKind; Index: int; Name: string }

namespace Neurons

open System
open Neurons.Symbolic

/// Which side of the threshold u = 0 belongs to firing.
type Comparison =
    /// A spike where u > 0 (Norse, snnTorch).
    | Greater
    /// A spike where u ≥ 0 (BrainPy, SpikingJelly, Extended LIF).
    | GreaterOrEqual

    member comparison.Match(greater: 'R, greaterOrEqual: 'R) : 'R =
        match comparison with
        | Greater -> greater
        | GreaterOrEqual -> greaterOrEqual

    override r.ToString() =
        match r with
        | Greater -> nameof Greater
        | GreaterOrEqual -> nameof GreaterOrEqual

/// An expression of one neuron's variables: an immutable graph in which a shared node is computed once. The operators
/// + − * / and the static functions build it, from F# and from C# alike. It means nothing by itself: it is interpreted,
/// differentiated, compiled and printed.
[<ReferenceEquality>]
type Expr =
    | Constant of float
    | Variable of Variable
    | Unary of UnaryOp * Expr
    | Binary of BinaryOp * Expr * Expr
    | Compare of Relation * Expr * Expr
    /// The second where the first is not 0, else the third. The condition gets no gradient.
    | Select of Expr * Expr * Expr
    /// 1 where u is above (or at) 0, else 0; its derivative is that of the surrogate.
    | Firing of Comparison * Surrogate * Expr
    /// `Blending (z, a, b)` with z = 0 or 1: exactly a or b, so that an infinite a leaves no trace after a reset; the
    /// gradient is that of (1 − z) a + z b.
    | Blending of Expr * Expr * Expr
    /// The value without its gradient.
    | Detached of Expr
    /// The number of steps since the start of the simulation, from 0; float32 rounds it from 2^24 on. What lasts a number of steps is
    /// better counted in a state.
    | Step
    /// A uniform number in [0, 1), new for every neuron, step and draw.
    | Uniform of draw: int
    /// A standard normal number, new for every neuron, step and draw.
    | Normal of draw: int

    static member op_Implicit(value: float) : Expr = Constant value

    static member (+)(a: Expr, b: Expr) = Binary(Add, a, b)
    static member (+)(a: float, b: Expr) = Binary(Add, Constant a, b)
    static member (+)(a: Expr, b: float) = Binary(Add, a, Constant b)
    static member (-)(a: Expr, b: Expr) = Binary(Subtract, a, b)
    static member (-)(a: float, b: Expr) = Binary(Subtract, Constant a, b)
    static member (-)(a: Expr, b: float) = Binary(Subtract, a, Constant b)
    static member (*)(a: Expr, b: Expr) = Binary(Multiply, a, b)
    static member (*)(a: float, b: Expr) = Binary(Multiply, Constant a, b)
    static member (*)(a: Expr, b: float) = Binary(Multiply, a, Constant b)
    static member (/)(a: Expr, b: Expr) = Binary(Divide, a, b)
    static member (/)(a: float, b: Expr) = Binary(Divide, Constant a, b)
    static member (/)(a: Expr, b: float) = Binary(Divide, a, Constant b)
    static member (~-)(a: Expr) = Unary(Negate, a)

    static member Abs(a: Expr) = Unary(Absolute, a)
    static member Sqrt(a: Expr) = Unary(SquareRoot, a)
    static member Exp(a: Expr) = Unary(Exponential, a)
    /// (e^a − 1)/a, and 1 at 0: what exponential Euler weighs a force with.
    static member Exprel(a: Expr) = Unary(Exprel, a)
    static member Log(a: Expr) = Unary(Logarithm, a)
    /// 1 / (1 + e^−a).
    static member Logistic(a: Expr) = Unary(Sigmoid, a)
    static member Tanh(a: Expr) = Unary(Tanh, a)
    static member Sin(a: Expr) = Unary(Sine, a)
    static member Cos(a: Expr) = Unary(Cosine, a)
    /// The nearest whole number, the even one of two; without a gradient.
    static member Round(a: Expr) = Unary(Round, a)
    static member Min(a: Expr, b: Expr) = Binary(Minimum, a, b)
    static member Max(a: Expr, b: Expr) = Binary(Maximum, a, b)

    /// 1 where a < b, else 0.
    static member IsLess(a: Expr, b: Expr) = Compare(Less, a, b)
    /// 1 where a ≤ b, else 0.
    static member IsLessOrEqual(a: Expr, b: Expr) = Compare(LessOrEqual, a, b)
    /// 1 where a > b, else 0.
    static member IsGreater(a: Expr, b: Expr) = Compare(Less, b, a)
    /// 1 where a ≥ b, else 0.
    static member IsGreaterOrEqual(a: Expr, b: Expr) = Compare(LessOrEqual, b, a)
    /// a where the condition is not 0, else b.
    static member Where(condition: Expr, a: Expr, b: Expr) = Select(condition, a, b)

    /// A spike: 1 where u > 0, with the gradient of the surrogate.
    static member Fire(u: Expr, surrogate: Surrogate) : Expr = Firing(Greater, surrogate, u)
    /// A spike: 1 where u is above (or at) 0, with the gradient of the surrogate.
    static member Fire(u: Expr, surrogate: Surrogate, comparison: Comparison) : Expr = Firing(comparison, surrogate, u)

    /// a where z = 0, b where z = 1, exactly; the gradient is that of (1 − z) a + z b.
    static member Blend(z: Expr, a: Expr, b: Expr) = Blending(z, a, b)
    /// The value without its gradient.
    static member Detach(a: Expr) = Detached a
    /// A uniform number in [0, 1); give every draw of a step its own number.
    static member RandomUniform(draw: int) = Uniform draw
    /// A standard normal number; give every draw of a step its own number.
    static member RandomNormal(draw: int) = Normal draw

/// The derivative that stands in for that of the Heaviside step in backpropagation.
and [<CustomEquality; NoComparison>] Surrogate = {
    /// The name in the table of surrogates.
    Name: string
    /// Its numbers, by name.
    Numbers: (struct (string * float))[]
    /// What each of them may be.
    Ranges: Interval[]
    /// The derivative as a function of u, the distance from the threshold.
    Derivative: Expr -> Expr
} with

    /// A surrogate of the user's own: the derivative as a function of u.
    static member Custom(name: string, derivative: Func<Expr, Expr>) =
        if String.IsNullOrWhiteSpace name then
            invalidArg (nameof name) "The name of the surrogate is empty."

        if isNull derivative then
            nullArg (nameof derivative)

        { Name = name; Numbers = [||]; Ranges = [||]; Derivative = derivative.Invoke }

    override this.Equals other =
        match other with
        | :? Surrogate as that ->
            this.Name = that.Name
            && this.Numbers.AsSpan().SequenceEqual(ReadOnlySpan that.Numbers)
            && (this.Numbers.Length > 0 || obj.ReferenceEquals(this.Derivative, that.Derivative))
        | _ -> false

    override this.GetHashCode() = this.Name.GetHashCode()

    override this.ToString() =
        let number (struct (name: string, value: float)) = $"%s{name}=%s{string value}"

        if this.Numbers.Length = 0 then
            this.Name
        else
            this.Name + "(" + String.Join(", ", Array.map number this.Numbers) + ")"

/// The vocabulary of a step function in F#.
[<AutoOpen>]
module Expr =
    /// A spike: 1 where u is above (or at) 0, with the gradient of the surrogate.
    let fire comparison surrogate u = Firing(comparison, surrogate, u)

    /// a where z = 0, b where z = 1.
    let blend z a b = Blending(z, a, b)

    /// The value without its gradient.
    let detach a = Detached a

    /// The value, without its gradient if so chosen.
    let detachIf chosen a = if chosen then detach a else a

    /// a where the condition is not 0, else b.
    let where condition a b = Select(condition, a, b)
