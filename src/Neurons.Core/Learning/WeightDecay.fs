namespace Neurons.Learning

open System
open System.Numerics.Tensors
open Neurons.Run

/// How an optimizer makes weights p smaller. None is `L2 0.0`.
type WeightDecay =
    /// λ p is added to the gradient, as the gradient of λ/2·p² would be.
    | L2 of float
    /// p is made smaller by η λ p, apart from the gradient: in Adam, its moments do not see it (Loshchilov & Hutter 2019).
    | Decoupled of float

    /// λ
    member d.Lambda =
        match d with
        | L2 lambda
        | Decoupled lambda -> lambda

    /// λ of the one kind, and of the other.
    member internal d.InGradient =
        match d with
        | L2 lambda -> lambda
        | Decoupled _ -> 0.0

    member internal d.Apart =
        match d with
        | L2 _ -> 0.0
        | Decoupled lambda -> lambda

/// The rules that the options of optimizers keep.
module internal OptimizerOptions =
    let private require optimizer name value allowed holds =
        if not holds then
            raise (
                ArgumentOutOfRangeException(
                    name,
                    value,
                    $"%s{optimizer}: %s{name} is %s{string value}; it must be %s{allowed}."
                )
            )

    /// 0 is what a schedule may come to.
    let rate optimizer (value: float) =
        require optimizer "LearningRate" value "≥ 0 and finite" (Double.IsFinite value && value >= 0.0)

    let positive optimizer name (value: float) =
        require optimizer name value "> 0 and finite" (Double.IsFinite value && value > 0.0)

    let fraction optimizer name (value: float) = require optimizer name value "in [0, 1)" (value >= 0.0 && value < 1.0)

    let decay optimizer (value: WeightDecay) =
        match value with
        | L2 lambda
        | Decoupled lambda ->
            require optimizer "WeightDecay" lambda "≥ 0 and finite" (Double.IsFinite lambda && lambda >= 0.0)

    let number optimizer (value: int64) =
        if value < 1L then
            raise (
                ArgumentOutOfRangeException(
                    "number",
                    value,
                    $"%s{optimizer}: number is %d{value}; updates are counted from 1."
                )
            )

    let finite optimizer (gradient: Tensor<'T>) =
        let values = Sequence.readOnly (Shape.present "gradient" gradient)
        let place = Sequence.firstNotFinite values

        if place >= 0 then
            raise (
                NotFiniteNumberException
                    $"%s{optimizer}: the gradient is %s{string (values[place])} at element %d{place}; it must be finite."
            )
