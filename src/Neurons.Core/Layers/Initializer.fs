namespace Neurons.Learning

open System
open System.Numerics.Tensors
open System.Runtime.CompilerServices
open Neurons.Encoders
open Neurons.Primitives
open Neurons.Run

/// The connections that an initial variance is chosen for.
type Fan =
    /// Those that arrive at an output: activity keeps its size on the way forward.
    | FanIn
    /// Those that leave an input: gradients keep their size on the way back.
    | FanOut

/// How the first weights are drawn. The inputs of an output are all but the first dimension of [outputs; inputs; kernel…].
type Initializer =
    | Constant of value: float
    | Uniform of low: float * high: float
    | Normal of mean: float * deviation: float
    /// Uniform with the variance gain² · 2/(fan in + fan out) (Glorot & Bengio 2010).
    | XavierUniform of gain: float
    | XavierNormal of gain: float
    /// Uniform with the variance gain²/fan (He et al. 2015); with a gain of √(1/3) that is uniform on ±1/√fan, PyTorch's default.
    | KaimingUniform of gain: float * fan: Fan
    | KaimingNormal of gain: float * fan: Fan
    /// gain times a matrix with orthonormal rows, or columns where there are fewer of those (Saxe et al. 2014).
    | Orthogonal of gain: float
    /// Normal with mean 0, but for a part of each column, rounded up, that is zero (Martens 2010).
    | Sparse of sparsity: float * deviation: float

[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Initializer =
    [<Literal>]
    let private Owner = "Initializer"

    /// Uniform on ±1/√(fan in): Kaiming uniform with a negative slope of √5, as PyTorch draws by default.
    let standard = KaimingUniform(sqrt (1.0 / 3.0), FanIn)

    /// Weights are float32.
    let private finite name (value: float) =
        Require.that Owner name value "finite in float32" (Single.IsFinite(float32 value))

    let check (initializer: Initializer) =
        match initializer with
        | Constant value -> finite "value" value
        | Uniform(low, high) ->
            finite "low" low
            finite "high" high

            Require.that
                Owner
                "high"
                high
                $"finite and at least low (%s{string low})"
                (Double.IsFinite high && high >= low)
        | Normal(mean, deviation) ->
            finite "mean" mean
            finite "deviation" deviation
            Require.that Owner "deviation" deviation "≥ 0" (deviation >= 0.0)
        | XavierUniform gain
        | XavierNormal gain
        | KaimingUniform(gain, _)
        | KaimingNormal(gain, _)
        | Orthogonal gain ->
            finite "gain" gain
            Require.positive Owner "gain" gain
        | Sparse(sparsity, deviation) ->
            Require.that Owner "sparsity" sparsity "in [0, 1]" (sparsity >= 0.0 && sparsity <= 1.0)
            finite "deviation" deviation
            Require.that Owner "deviation" deviation "≥ 0" (deviation >= 0.0)

    /// Fan in and fan out of a weight [outputs; inputs; kernel…].
    let private fans (shape: nativeint[]) =
        if shape.Length < 2 then
            raise (
                ArgumentException
                    $"%s{Owner}: the weight has the shape %s{Shape.text shape}; at least [outputs, inputs] is needed."
            )

        let kernel = Shape.count shape[2..]
        struct (float (int shape[1] * kernel), float (int shape[0] * kernel))

    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let private dot (a: float[]) (b: float[]) =
        let mutable even, odd = 0.0, 0.0

        for i in 0 .. a.Length / 2 - 1 do
            even <- even + a[2 * i] * b[2 * i]
            odd <- odd + a[2 * i + 1] * b[2 * i + 1]

        if a.Length % 2 = 1 then
            even <- even + a[a.Length - 1] * b[a.Length - 1]

        even + odd

    /// Orthonormal vectors in uniformly random directions: normal ones, each without its parts along those before it. Taken away twice,
    /// so that rounding leaves nothing.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let private orthonormal (random: RandomStream) count length =
        let vectors: float[][] = Array.zeroCreate count

        for k in 0 .. count - 1 do
            let v = Array.init length (fun _ -> random.NextNormal())

            for _ in 1..2 do
                for before in 0 .. k - 1 do
                    let other = vectors[before]
                    let along = dot v other

                    for i in 0 .. length - 1 do
                        v[i] <- v[i] - along * other[i]

            let norm = sqrt (dot v v)

            for i in 0 .. length - 1 do
                v[i] <- v[i] / norm

            vectors[k] <- v

        vectors

    /// Fills a weight.
    let fill (initializer: Initializer) (random: RandomStream) (weight: Tensor<float32>) =
        check initializer
        let shape = Shape.ofTensor (Shape.present "weight" weight)
        let uniform low high = random.FillUniform(Sequence.span weight, float32 low, float32 high)

        let normal mean deviation =
            let values = Sequence.span weight

            for i in 0 .. values.Length - 1 do
                values[i] <- float32 (mean + deviation * random.NextNormal())

        let xavier gain =
            let struct (fanIn, fanOut) = fans shape
            gain * sqrt (2.0 / (fanIn + fanOut))

        let kaiming gain fan =
            let struct (fanIn, fanOut) = fans shape
            gain / sqrt (if fan = FanIn then fanIn else fanOut)

        let matrix () =
            fans shape |> ignore
            struct (int shape[0], Shape.count shape[1..])

        if weight.FlattenedLength > 0n then
            match initializer with
            | Constant value -> (Sequence.span weight).Fill(float32 value)
            | Uniform(low, high) -> uniform low high
            | Normal(mean, deviation) -> normal mean deviation
            | XavierUniform gain ->
                let bound = sqrt 3.0 * xavier gain
                uniform -bound bound
            | XavierNormal gain -> normal 0.0 (xavier gain)
            | KaimingUniform(gain, fan) ->
                let bound = sqrt 3.0 * kaiming gain fan
                uniform -bound bound
            | KaimingNormal(gain, fan) -> normal 0.0 (kaiming gain fan)
            | Orthogonal gain ->
                let struct (rows, columns) = matrix ()
                let vectors = orthonormal random (min rows columns) (max rows columns)
                let values = Sequence.span weight

                for r in 0 .. rows - 1 do
                    for c in 0 .. columns - 1 do
                        let value = if rows <= columns then vectors[r][c] else vectors[c][r]
                        values[r * columns + c] <- float32 (gain * value)
            | Sparse(sparsity, deviation) ->
                let struct (rows, columns) = matrix ()
                normal 0.0 deviation
                let values = Sequence.span weight
                let order = Array.init rows id

                for c in 0 .. columns - 1 do
                    random.Shuffle(order.AsSpan())

                    for i in 0 .. int (ceil (sparsity * float rows)) - 1 do
                        values[order[i] * columns + c] <- 0.0f
