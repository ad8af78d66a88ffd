namespace Neurons.Compile

open Neurons
open Neurons.Symbolic

/// What a processor does exactly alike in scalar and SIMD form on every platform. exp, log and their relatives are
/// written in these, once; so the interpreter and every kernel round alike.
[<AbstractClass>]
type Machine<'V>(precision: Precision) =
    let single = (precision = Precision.Float32)

    /// 1.5 · 2^(bits of the fraction): adding and subtracting it rounds to an integer.
    let roundingMagic = if single then 12582912.0 else 6755399441055744.0

    /// The same and the bias of the exponent: the low bits of n + powerMagic are the exponent of 2^n.
    let powerMagic = if single then 12583039.0 else 6755399441056767.0

    // Polynomials through the Chebyshev points of the interval that is needed.

    /// (e^r − 1 − r)/r² for |r| ≤ ln 2 / 2.
    let exponentialTail =
        if single then
            [| 0.5; 0.1666657702559799; 0.041666554662050534; 0.008363173074513711; 0.001392617611993558 |]
        else
            [|
                0.5
                0.16666666666666669
                0.041666666666624164
                0.008333333333330065
                0.0013888888917196719
                0.00019841269863040545
                2.4801521322368692e-05
                2.7557268480310024e-06
                2.7620075879983367e-07
                2.5100375832561234e-08
            |]

    /// (2 artanh s − 2s)/s³ as a function of s², for s² ≤ (3 − 2√2)².
    let logarithmTail =
        if single then
            [| 0.6666668503958524; 0.39988780564743637; 0.29579949426756086 |]
        else
            [|
                0.666666666666667
                0.39999999999899505
                0.2857142862597551
                0.22222211134792255
                0.18182889125421714
                0.15331721596205322
                0.146164497305426
            |]

    /// sin (2πa)/a as a function of a², for |a| ≤ ¼.
    let sine =
        if single then
            [|
                6.283185280154387
                -41.341680613342376
                81.60247636868678
                -76.5811726391959
                39.75982704919056
            |]
        else
            [|
                6.283185307179586
                -41.341702240399755
                81.60524927607362
                -76.70585975282492
                42.05869392542868
                -15.094641676117812
                3.8199280942256344
                -0.7177337921273585
                0.10089695496381673
            |]

    member _.Precision = precision

    abstract Constant: float -> 'V
    abstract Variable: Variable -> 'V
    abstract Step: 'V
    /// The first or second uniform number of a draw.
    abstract Uniform: draw: int * second: bool -> 'V
    abstract Negate: 'V -> 'V
    abstract Absolute: 'V -> 'V
    abstract SquareRoot: 'V -> 'V
    abstract Add: 'V * 'V -> 'V
    abstract Subtract: 'V * 'V -> 'V
    abstract Multiply: 'V * 'V -> 'V
    abstract Divide: 'V * 'V -> 'V
    /// b where b < a, else a.
    abstract Minimum: 'V * 'V -> 'V
    /// b where a < b, else a.
    abstract Maximum: 'V * 'V -> 'V
    abstract Compare: Relation * 'V * 'V -> 'V
    abstract Select: condition: 'V * 'V * 'V -> 'V
    /// 2^n from n + `powerMagic`, for an integral n of the normal numbers; 0 for the n below, ∞ for the n above.
    abstract PowerOfTwo: 'V -> 'V
    /// k of a positive normal number 2^k f with f in [√½, √2), as a number.
    abstract Exponent: 'V -> 'V
    /// That f.
    abstract Fraction: 'V -> 'V

    /// Σ c_k x^k in two interleaved halves, which a processor computes at the same time.
    member private m.Polynomial(x: 'V, square: 'V, coefficients: float[]) =
        let pair k =
            if k + 1 < coefficients.Length then
                m.Add(m.Constant coefficients[k], m.Multiply(m.Constant coefficients[k + 1], x))
            else
                m.Constant coefficients[k]

        let last = (coefficients.Length - 1) / 2 * 2
        let mutable sum = pair last

        for k in last - 2 .. -2 .. 0 do
            sum <- m.Add(pair k, m.Multiply(sum, square))

        sum

    member private m.Round x = m.Subtract(m.Add(x, m.Constant roundingMagic), m.Constant roundingMagic)

    /// x = n ln 2 + r with |r| ≤ ln 2 / 2 for x within the range of exp; returns 2^(n − less) and, as a large and a small part, e^r − 1.
    /// ln 2 is split so that n times its high part is exact.
    member private m.Reduced(x: 'V, less: float) : struct ('V * 'V * 'V) =
        let magic = m.Constant(powerMagic - less)

        let high, low =
            if single then
                0.693359375, -2.12194440e-4
            else
                6.93147180369123816490e-01, 1.90821492927058770002e-10

        let shifted = m.Add(m.Multiply(x, m.Constant 1.4426950408889634), magic)
        let n = m.Subtract(shifted, magic)

        let r = m.Subtract(m.Subtract(x, m.Multiply(n, m.Constant high)), m.Multiply(n, m.Constant low))

        let square = m.Multiply(r, r)
        let tail = m.Multiply(square, m.Polynomial(r, square, exponentialTail))
        struct (m.PowerOfTwo shifted, r, tail)

    /// e^x within 1.1 ulp (1.2 in float64); 0 where it would be less than a normal number, ∞ from 2^127.5 on (2^1023.5 in float64), NaN for NaN.
    member m.Exp(x: 'V) =
        let least, most = if single then -88.0, 89.0 else -709.0, 710.0
        let x = m.Maximum(m.Minimum(x, m.Constant most), m.Constant least)
        let struct (scale, r, tail) = m.Reduced(x, 0.0)
        m.Multiply(m.Add(m.Constant 1.0, m.Add(r, tail)), scale)

    /// (e^x − 1)/x within 3 ulp, ∞ where e^x is.
    member m.Exprel(x: 'V) =
        let least, most = if single then -80.0, 89.0 else -700.0, 710.0
        let x = m.Minimum(x, m.Constant most)
        let struct (half, r, tail) = m.Reduced(m.Maximum(x, m.Constant least), 1.0)
        // 2^n (e^r − 1) + (2^n − 1), which does not cancel as |r| ≤ ln 2 / 2; its half, so that only the result overflows
        let difference = m.Add(m.Multiply(half, m.Add(r, tail)), m.Subtract(half, m.Constant 0.5))
        let quotient = m.Divide(m.Add(difference, difference), x)
        m.Select(m.Compare(Less, m.Absolute x, m.Constant 1e-30), m.Constant 1.0, quotient)

    /// log of a positive normal number.
    member private m.LogOfNormal(x: 'V, exponent: 'V -> 'V) =
        let k = exponent (m.Exponent x)
        // log (1 + f) = f − (f²/2 − s (f²/2 + R)) with s = f / (2 + f), R the tail of the series of 2 artanh s
        let f = m.Subtract(m.Fraction x, m.Constant 1.0)
        let s = m.Divide(f, m.Add(m.Constant 2.0, f))
        let z = m.Multiply(s, s)
        let tail = m.Multiply(z, m.Polynomial(z, m.Multiply(z, z), logarithmTail))
        let halfSquare = m.Multiply(m.Constant 0.5, m.Multiply(f, f))

        let high, low =
            if single then
                0.69313812256, 9.0580006145e-6
            else
                6.93147180369123816490e-01, 1.90821492927058770002e-10

        let inner = m.Add(m.Multiply(s, m.Add(halfSquare, tail)), m.Multiply(k, m.Constant low))
        let small = m.Subtract(m.Subtract(halfSquare, inner), f)
        m.Subtract(m.Multiply(k, m.Constant high), small)

    /// The natural logarithm within 1 ulp; −∞ at 0, NaN below.
    member m.Log(x: 'V) =
        let infinity = System.Double.PositiveInfinity
        let leastNormal, up = if single then 1.1754943508222875e-38, 25.0 else 2.2250738585072014e-308, 54.0
        let subnormal = m.Compare(Less, x, m.Constant leastNormal)
        let scaled = m.Select(subnormal, m.Multiply(x, m.Constant(2.0 ** up)), x)

        let log =
            m.LogOfNormal(scaled, fun k -> m.Subtract(k, m.Select(subnormal, m.Constant up, m.Constant 0.0)))

        let log = m.Select(m.Compare(Equal, x, m.Constant infinity), x, log)
        let log = m.Select(m.Compare(Equal, x, m.Constant 0.0), m.Constant(-infinity), log)
        // the negated comparison lets NaN through as NaN, too
        m.Select(m.Compare(LessOrEqual, m.Constant 0.0, x), log, m.Constant System.Double.NaN)

    /// (e^|2x| − 1) / (e^|2x| + 1) with the sign of x; accurate near 0, too.
    member m.Tanh(x: 'V) =
        let bound = if single then 20.0 else 40.0
        let double = m.Minimum(m.Multiply(m.Constant 2.0, m.Absolute x), m.Constant bound)
        let struct (scale, r, tail) = m.Reduced(double, 0.0)
        let e = m.Add(m.Multiply(scale, m.Add(r, tail)), m.Subtract(scale, m.Constant 1.0))
        let t = m.Divide(e, m.Add(e, m.Constant 2.0))
        m.Select(m.Compare(Less, x, m.Constant 0.0), m.Negate t, t)

    /// The nearest whole number, the even one of two, with the sign of x.
    member m.RoundToEven(x: 'V) =
        // from here on every number is whole; below, adding and subtracting it rounds a number that is not negative
        let whole = m.Constant(roundingMagic / 1.5)
        let size = m.Absolute x
        let rounded = m.Subtract(m.Add(size, whole), whole)
        let signed = m.Select(m.Compare(Less, x, m.Constant 0.0), m.Negate rounded, rounded)
        let isZero = m.Compare(Equal, rounded, m.Constant 0.0)
        let result = m.Select(isZero, m.Multiply(x, m.Constant 0.0), signed)
        // NaN stays
        m.Select(m.Compare(Less, size, whole), result, x)

    /// sin (x + shift π), shift 0 or ½: within 3 ulp for |x| ≤ 700; of a larger x the error is that of its product with a rounded 1/π, and from
    /// 2^21 (2^50 in float64) on nothing is left but a number between −1 and 1; NaN at ±∞.
    member m.SineOf(x: 'V, shift: float) =
        // π in three parts; the products of the first two with the number of half turns are exact
        let first, second, third =
            if single then
                3.140625, 9.67502593994140625e-4, 1.509957990978376432e-7
            else
                3.14159250259399414062, 1.50995788317231927067e-7, 1.07806057163162381e-14

        let n = m.Round(m.Add(m.Multiply(x, m.Constant 0.3183098861837907), m.Constant shift))
        let k = m.Subtract(n, m.Constant shift)

        let r =
            m.Subtract(
                m.Subtract(m.Subtract(x, m.Multiply(k, m.Constant first)), m.Multiply(k, m.Constant second)),
                m.Multiply(k, m.Constant third)
            )

        let turns = m.Multiply(r, m.Constant 0.15915494309189535)
        let a = m.Maximum(m.Minimum(turns, m.Constant 0.25), m.Constant -0.25)
        let square = m.Multiply(a, a)
        let value = m.Multiply(a, m.Polynomial(square, m.Multiply(square, square), sine))
        let half = m.Multiply(n, m.Constant 0.5)
        let isEven = m.Compare(Equal, half, m.Round half)
        m.Select(isEven, value, m.Negate value)

    /// Box and Muller's: √(−2 ln (1 − u)) cos (2π v).
    member m.Normal draw =
        let u = m.Uniform(draw, false)
        let v = m.Uniform(draw, true)
        // 1 − u is at least 2^−53
        let log = m.LogOfNormal(m.Subtract(m.Constant 1.0, u), id)
        let radius = m.SquareRoot(m.Multiply(m.Constant -2.0, log))
        // cos (2π v) = sin (2π a) with a = ¼ − |v − round v|
        let a = m.Subtract(m.Constant 0.25, m.Absolute(m.Subtract(v, m.Round v)))
        let square = m.Multiply(a, a)
        m.Multiply(radius, m.Multiply(a, m.Polynomial(square, m.Multiply(square, square), sine)))

    interface IAlgebra<'V> with
        member m.Constant c = m.Constant c
        member m.Variable v = m.Variable v
        member m.Step = m.Step
        member m.Uniform draw = m.Uniform(draw, false)
        member m.Normal draw = m.Normal draw

        member m.Unary(op, a) =
            match op with
            | Negate -> m.Negate a
            | Absolute -> m.Absolute a
            | SquareRoot -> m.SquareRoot a
            | Exponential -> m.Exp a
            | Exprel -> m.Exprel a
            | Logarithm -> m.Log a
            | Sigmoid -> m.Divide(m.Constant 1.0, m.Add(m.Constant 1.0, m.Exp(m.Negate a)))
            | Tanh -> m.Tanh a
            | Sine -> m.SineOf(a, 0.0)
            | Cosine -> m.SineOf(a, 0.5)
            | Round -> m.RoundToEven a

        member m.Binary(op, a, b) =
            match op with
            | Add -> m.Add(a, b)
            | Subtract -> m.Subtract(a, b)
            | Multiply -> m.Multiply(a, b)
            | Divide -> m.Divide(a, b)
            | Minimum -> m.Minimum(a, b)
            | Maximum -> m.Maximum(a, b)

        member m.Compare(relation, a, b) = m.Compare(relation, a, b)
        member m.Select(condition, a, b) = m.Select(condition, a, b)

        member m.Fire(comparison, _, u) =
            match comparison with
            | Greater -> m.Compare(Less, m.Constant 0.0, u)
            | GreaterOrEqual -> m.Compare(LessOrEqual, m.Constant 0.0, u)

        member m.Blend(z, a, b) = m.Select(z, b, a)
        member m.Detach a = a
