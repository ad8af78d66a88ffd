namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open System.Runtime.CompilerServices
open Neurons
open Neurons.Run

/// The numbers of an update, in its precision.
[<Struct>]
type private SgdNumbers<'T> = {
    /// μ, and the share of the gradient that the velocity takes.
    Momentum: 'T
    Take: 'T
    Nesterov: bool
    Rate: 'T
    /// λ in the gradient, and 1 − η·λ apart from it.
    Decay: 'T
    Shrink: 'T
}

/// a is the parameter, b the gradient, c the velocity, which is 0 where there is no momentum.
[<Sealed>]
type private SgdUpdate<'T when 'T: unmanaged>(count, parameter, gradient, velocity, n: SgdNumbers<'T>) =
    inherit ElementwiseUpdate<'T>(count, parameter, gradient, velocity, 0n)

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    override _.Advance(vectors, a, b, c, _) =
        let hasVelocity = c <> 0n
        let p = Memory.span<Vector<'T>> a vectors
        let g = Memory.span<Vector<'T>> b vectors
        let velocity = Memory.span<Vector<'T>> c (if hasVelocity then vectors else 0)
        let momentum = Vector<'T> n.Momentum
        let take = Vector<'T> n.Take
        let rate = Vector<'T> n.Rate
        let decay = Vector<'T> n.Decay
        let shrink = Vector<'T> n.Shrink

        for i in 0 .. vectors - 1 do
            let mutable step = g[i] + Vector.Multiply<'T>(decay, p[i])

            if hasVelocity then
                let after = Vector.Multiply<'T>(momentum, velocity[i]) + Vector.Multiply<'T>(take, step)
                velocity[i] <- after
                step <- if n.Nesterov then step + Vector.Multiply<'T>(momentum, after) else after

            p[i] <- Vector.Multiply<'T>(shrink, p[i]) - Vector.Multiply<'T>(rate, step)

/// Gradient descent with momentum (Polyak 1964; Nesterov's as in Sutskever et al. 2013), with the conventions of PyTorch:
///
///     b' = μ b + (1 − d) g, and b' = g at the first update
///     p' = p − η b'          with Nesterov's momentum p' = p − η (g + μ b'), without any p' = p − η g
///
/// where g is the gradient, plus λ p with L2 weight decay; decoupled decay takes (1 − η λ) p for the p of the last line.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Sgd =
    type Options = {
        /// η, ≥ 0.
        LearningRate: float
        /// μ, in [0, 1).
        Momentum: float
        /// d, in [0, 1).
        Dampening: float
        /// Needs momentum without dampening.
        Nesterov: bool
        /// λ, ≥ 0.
        WeightDecay: WeightDecay
    }

    let options = {
        LearningRate = 0.001
        Momentum = 0.0
        Dampening = 0.0
        Nesterov = false
        WeightDecay = L2 0.0
    }

    let check (o: Options) =
        OptimizerOptions.rate "Sgd" o.LearningRate
        OptimizerOptions.fraction "Sgd" "Momentum" o.Momentum
        OptimizerOptions.fraction "Sgd" "Dampening" o.Dampening
        OptimizerOptions.decay "Sgd" o.WeightDecay

        if o.Nesterov && (o.Momentum = 0.0 || o.Dampening <> 0.0) then
            raise (
                ArgumentException
                    $"Sgd: Nesterov is set with Momentum %s{string o.Momentum} and Dampening %s{string o.Dampening}; it needs a momentum > 0 and no dampening."
            )

    /// The velocity before the first update; null where there is no momentum.
    let initial<'T> (o: Options) (parameter: Tensor<'T>) : Tensor<'T> =
        if o.Momentum = 0.0 then
            null
        else
            Shape.zeros<'T> (Shape.ofTensor (Shape.present "parameter" parameter))

    /// As `updateInPlace`, by a gradient that is known to be finite.
    let internal updateFinite<'T when 'T: unmanaged>
        (o: Options)
        (number: int64)
        (gradient: Tensor<'T>)
        (velocity: Tensor<'T>)
        (parameter: Tensor<'T>)
        =
        use arrays = new UpdatedArrays<'T>("Sgd", number, parameter, gradient)
        let round (x: float) = Element.ofFloat<'T> x

        SgdUpdate<'T>(
            arrays.Count,
            arrays.Parameter,
            arrays.Gradient,
            (if o.Momentum = 0.0 then 0n else arrays.State("velocity", velocity)),
            {
                Momentum = round o.Momentum
                // the velocity is 0 before the first update, which is not dampened
                Take = round (if number = 1L then 1.0 else 1.0 - o.Dampening)
                Nesterov = o.Nesterov
                Rate = round o.LearningRate
                Decay = round o.WeightDecay.InGradient
                Shrink = round (1.0 - o.LearningRate * o.WeightDecay.Apart)
            }
        )
            .Run()

    /// The `number`-th update, counted from 1, of parameter and velocity in place. Without momentum, there is no velocity (null). A gradient
    /// that is not finite is an error, and changes nothing.
    let updateInPlace<'T when 'T: unmanaged and 'T :> INumberBase<'T>>
        (o: Options)
        (number: int64)
        (gradient: Tensor<'T>)
        (velocity: Tensor<'T>)
        (parameter: Tensor<'T>)
        =
        OptimizerOptions.finite "Sgd" gradient
        updateFinite o number gradient velocity parameter

    /// The `number`-th update, counted from 1: the new parameter and velocity.
    let update<'T when 'T: unmanaged and 'T :> INumberBase<'T>>
        (o: Options)
        (number: int64)
        (gradient: Tensor<'T>)
        (velocity: Tensor<'T>)
        (parameter: Tensor<'T>)
        =
        let velocity = if isNull velocity then null else Shape.copied velocity
        let parameter = Shape.copied (Shape.present "parameter" parameter)
        updateInPlace o number gradient velocity parameter
        struct (parameter, velocity)
