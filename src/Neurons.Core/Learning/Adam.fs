namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open System.Runtime.CompilerServices
open Neurons
open Neurons.Run

/// Running means of a parameter's gradient and of its square, in the parameter's shape.
type Moments<'T> = { First: Tensor<'T>; Second: Tensor<'T> }

/// The numbers of an update, in its precision.
[<Struct>]
type private AdamNumbers<'T> = {
    /// β₁ and β₂, and what they lack to 1.
    Keep1: 'T
    Take1: 'T
    Keep2: 'T
    Take2: 'T
    /// η/(1 − β₁ⁿ)
    Rate: 'T
    /// 1/√(1 − β₂ⁿ)
    Correction: 'T
    Epsilon: 'T
    /// λ in the gradient, and 1 − η·λ apart from it.
    Decay: 'T
    Shrink: 'T
}

/// a is the parameter, b the gradient, c and d the moments. Every element is read and written once.
[<Sealed>]
type private AdamUpdate<'T when 'T: unmanaged>(count, parameter, gradient, first, second, n: AdamNumbers<'T>) =
    inherit ElementwiseUpdate<'T>(count, parameter, gradient, first, second)

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    override _.Advance(vectors, a, b, c, d) =
        let p = Memory.span<Vector<'T>> a vectors
        let g = Memory.span<Vector<'T>> b vectors
        let m = Memory.span<Vector<'T>> c vectors
        let v = Memory.span<Vector<'T>> d vectors
        let keep1 = Vector<'T> n.Keep1
        let take1 = Vector<'T> n.Take1
        let keep2 = Vector<'T> n.Keep2
        let take2 = Vector<'T> n.Take2
        let rate = Vector<'T> n.Rate
        let correction = Vector<'T> n.Correction
        let epsilon = Vector<'T> n.Epsilon
        let decay = Vector<'T> n.Decay
        let shrink = Vector<'T> n.Shrink

        for i in 0 .. vectors - 1 do
            let gradient = g[i] + Vector.Multiply<'T>(decay, p[i])
            let square = Vector.Multiply<'T>(gradient, gradient)
            let first = Vector.Multiply<'T>(keep1, m[i]) + Vector.Multiply<'T>(take1, gradient)
            let second = Vector.Multiply<'T>(keep2, v[i]) + Vector.Multiply<'T>(take2, square)
            let size = Vector.Multiply<'T>(Vector.SquareRoot<'T> second, correction) + epsilon
            let step = Vector.Multiply<'T>(rate, Vector.Divide<'T>(first, size))
            p[i] <- Vector.Multiply<'T>(shrink, p[i]) - step
            m[i] <- first
            v[i] <- second

/// Adam (Kingma & Ba 2015) and AdamW (Loshchilov & Hutter 2019), with the conventions of PyTorch:
///
///     m' = β₁ m + (1 − β₁) g          v' = β₂ v + (1 − β₂) g²
///     p' = p − η · m'/(1 − β₁ⁿ) / (√(v'/(1 − β₂ⁿ)) + ε)          at the n-th update
///
/// where g is the gradient, plus λ p with L2 weight decay; decoupled decay takes (1 − η λ) p for the p of the last line.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adam =
    type Options = {
        /// η, ≥ 0.
        LearningRate: float
        /// β₁ and β₂, in [0, 1).
        Beta1: float
        Beta2: float
        /// ε, > 0.
        Epsilon: float
        /// λ, ≥ 0.
        WeightDecay: WeightDecay
    }

    /// No weight decay.
    let options = {
        LearningRate = 0.001
        Beta1 = 0.9
        Beta2 = 0.999
        Epsilon = 1e-8
        WeightDecay = L2 0.0
    }

    /// AdamW: decoupled weight decay of 0.01.
    let decoupled = { options with WeightDecay = Decoupled 0.01 }

    let check (o: Options) =
        OptimizerOptions.rate "Adam" o.LearningRate
        OptimizerOptions.fraction "Adam" "Beta1" o.Beta1
        OptimizerOptions.fraction "Adam" "Beta2" o.Beta2
        OptimizerOptions.positive "Adam" "Epsilon" o.Epsilon
        OptimizerOptions.decay "Adam" o.WeightDecay

    /// Before the first update.
    let initial<'T> (parameter: Tensor<'T>) : Moments<'T> = {
        First = Shape.zeros<'T> (Shape.ofTensor (Shape.present "parameter" parameter))
        Second = Shape.zeros<'T> (Shape.ofTensor parameter)
    }

    /// As `updateInPlace`, by a gradient that is known to be finite.
    let internal updateFinite<'T when 'T: unmanaged>
        (o: Options)
        (number: int64)
        (gradient: Tensor<'T>)
        (moments: Moments<'T>)
        (parameter: Tensor<'T>)
        =
        use arrays = new UpdatedArrays<'T>("Adam", number, parameter, gradient)
        let round (x: float) = Element.ofFloat<'T> x

        AdamUpdate<'T>(
            arrays.Count,
            arrays.Parameter,
            arrays.Gradient,
            arrays.State("First", moments.First),
            arrays.State("Second", moments.Second),
            {
                Keep1 = round o.Beta1
                Take1 = round (1.0 - o.Beta1)
                Keep2 = round o.Beta2
                Take2 = round (1.0 - o.Beta2)
                Rate = round (o.LearningRate / (1.0 - Math.Pow(o.Beta1, float number)))
                Correction = round (1.0 / sqrt (1.0 - Math.Pow(o.Beta2, float number)))
                Epsilon = round o.Epsilon
                Decay = round o.WeightDecay.InGradient
                Shrink = round (1.0 - o.LearningRate * o.WeightDecay.Apart)
            }
        )
            .Run()

    /// The `number`-th update, counted from 1, of parameter and moments in place. A gradient that is not finite is an error, and changes
    /// nothing.
    let updateInPlace<'T when 'T: unmanaged and 'T :> INumberBase<'T>>
        (o: Options)
        (number: int64)
        (gradient: Tensor<'T>)
        (moments: Moments<'T>)
        (parameter: Tensor<'T>)
        =
        OptimizerOptions.finite "Adam" gradient
        updateFinite o number gradient moments parameter

    /// The `number`-th update, counted from 1: the new parameter and moments.
    let update<'T when 'T: unmanaged and 'T :> INumberBase<'T>>
        (o: Options)
        (number: int64)
        (gradient: Tensor<'T>)
        (moments: Moments<'T>)
        (parameter: Tensor<'T>)
        =
        let moments = {
            First = Shape.copied (Shape.present "First" moments.First)
            Second = Shape.copied (Shape.present "Second" moments.Second)
        }

        let parameter = Shape.copied (Shape.present "parameter" parameter)
        updateInPlace o number gradient moments parameter
        struct (parameter, moments)
