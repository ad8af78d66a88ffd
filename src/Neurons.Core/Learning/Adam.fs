namespace Neurons.Learning

open System
open System.Numerics
open System.Numerics.Tensors
open Neurons
open Neurons.Primitives
open Neurons.Run

/// Running means of a parameter's gradient and of its square, in the parameter's shape.
type Moments<'T> = { First: Tensor<'T>; Second: Tensor<'T> }

/// One update; an item is a part of the elements, taken in runs that stay in the first cache.
[<Sealed>]
type private AdamUpdate<'T when 'T: unmanaged and 'T :> INumber<'T> and 'T :> IRootFunctions<'T>>
    (
        count: int,
        gradient: nativeint,
        first: nativeint,
        second: nativeint,
        parameter: nativeint,
        beta1: struct ('T * 'T),
        beta2: struct ('T * 'T),
        rate: 'T,
        correction: 'T,
        epsilon: 'T
    ) =
    let run = 1024
    let part = 16 * run

    let advance (g: ReadOnlySpan<'T>) (m: Span<'T>) (v: Span<'T>) (p: Span<'T>) (scratch: Span<'T>) =
        let struct (keep1, take1) = beta1
        let struct (keep2, take2) = beta2
        TensorPrimitives.Multiply(Span.op_Implicit m, keep1, m)
        TensorPrimitives.Multiply(g, take1, scratch)
        TensorPrimitives.Add(Span.op_Implicit m, Span.op_Implicit scratch, m)
        TensorPrimitives.Multiply(Span.op_Implicit v, keep2, v)
        TensorPrimitives.Multiply(g, g, scratch)
        TensorPrimitives.Multiply(Span.op_Implicit scratch, take2, scratch)
        TensorPrimitives.Add(Span.op_Implicit v, Span.op_Implicit scratch, v)
        TensorPrimitives.Sqrt(Span.op_Implicit v, scratch)
        TensorPrimitives.Multiply(Span.op_Implicit scratch, correction, scratch)
        TensorPrimitives.Add(Span.op_Implicit scratch, epsilon, scratch)
        TensorPrimitives.Divide(Span.op_Implicit m, Span.op_Implicit scratch, scratch)
        TensorPrimitives.Multiply(Span.op_Implicit scratch, rate, scratch)
        TensorPrimitives.Subtract(Span.op_Implicit p, Span.op_Implicit scratch, p)

    member update.Run() = Workers.Shared.Run((count + part - 1) / part, update)

    interface IWork with
        member _.Run(_, item) =
            use scratch = NativeBuffers.Rent(int64 (run * sizeof<'T>))
            let scratch = Span<'T>(scratch.Pointer, run)
            let until = min count ((item + 1) * part)

            for start in item * part .. run .. until - 1 do
                let length = min run (until - start)
                let offset = nativeint start * nativeint sizeof<'T>

                advance
                    (Span.op_Implicit (Memory.span<'T> (gradient + offset) length))
                    (Memory.span<'T> (first + offset) length)
                    (Memory.span<'T> (second + offset) length)
                    (Memory.span<'T> (parameter + offset) length)
                    (scratch.Slice(0, length))

/// Adam (Kingma & Ba 2015), with the conventions of PyTorch:
///
///     m' = β₁ m + (1 − β₁) g          v' = β₂ v + (1 − β₂) g²
///     p' = p − η · m'/(1 − β₁ⁿ) / (√(v'/(1 − β₂ⁿ)) + ε)          at the n-th update
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Adam =
    type Options = {
        /// η, > 0.
        LearningRate: float
        /// β₁ and β₂, in [0, 1).
        Beta1: float
        Beta2: float
        /// ε, > 0.
        Epsilon: float
    }

    let options = { LearningRate = 0.001; Beta1 = 0.9; Beta2 = 0.999; Epsilon = 1e-8 }

    let check (o: Options) =
        let require name value allowed holds =
            if not holds then
                raise (ArgumentOutOfRangeException(name, value, $"Adam: {name} is {value}; it must be {allowed}."))

        let positive name value = require name value "> 0" (Double.IsFinite value && value > 0.0)
        let fraction name value = require name value "in [0, 1)" (value >= 0.0 && value < 1.0)
        positive "LearningRate" o.LearningRate
        fraction "Beta1" o.Beta1
        fraction "Beta2" o.Beta2
        positive "Epsilon" o.Epsilon

    /// Before the first update.
    let initial<'T> (parameter: Tensor<'T>) : Moments<'T> = {
        First = Shape.zeros<'T> (Shape.ofTensor parameter)
        Second = Shape.zeros<'T> (Shape.ofTensor parameter)
    }

    /// The `number`-th update, counted from 1, of parameter and moments in place.
    let updateInPlace<'T when 'T: unmanaged and 'T :> INumber<'T> and 'T :> IRootFunctions<'T>>
        (o: Options)
        (number: int64)
        (gradient: Tensor<'T>)
        (moments: Moments<'T>)
        (parameter: Tensor<'T>)
        =
        if number < 1L then
            raise (
                ArgumentOutOfRangeException("number", number, $"Adam: number is {number}; updates are counted from 1.")
            )

        let shape = Shape.ofTensor parameter
        Sequence.buffer "gradient" shape gradient |> ignore
        use lease = new Lease()
        let write name tensor = lease.Write(name, Sequence.buffer name shape tensor)
        let round (x: float) = Element.ofFloat<'T> x

        AdamUpdate<'T>(
            Shape.count shape,
            lease.Read gradient,
            write "First" moments.First,
            write "Second" moments.Second,
            write "parameter" parameter,
            struct (round o.Beta1, round (1.0 - o.Beta1)),
            struct (round o.Beta2, round (1.0 - o.Beta2)),
            round (o.LearningRate / (1.0 - Math.Pow(o.Beta1, float number))),
            round (1.0 / sqrt (1.0 - Math.Pow(o.Beta2, float number))),
            round o.Epsilon
        )
            .Run()

    /// The `number`-th update, counted from 1: the new parameter and moments.
    let update<'T when 'T: unmanaged and 'T :> INumber<'T> and 'T :> IRootFunctions<'T>>
        (o: Options)
        (number: int64)
        (gradient: Tensor<'T>)
        (moments: Moments<'T>)
        (parameter: Tensor<'T>)
        =
        let copy (tensor: Tensor<'T>) =
            let target = Shape.create<'T> (Shape.ofTensor tensor)
            Shape.copy tensor target
            target

        let moments = { First = copy moments.First; Second = copy moments.Second }
        let parameter = copy parameter
        updateInPlace o number gradient moments parameter
        struct (parameter, moments)
