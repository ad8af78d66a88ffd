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
    abstract Compare: Relation * 'V * 'V -> 'V
    abstract Select: condition: 'V * 'V * 'V -> 'V
    /// 2^n for an integral n in the range of normal numbers.
    abstract PowerOfTwo: 'V -> 'V
    /// The exponent of a positive normal number, as a number.
    abstract Exponent: 'V -> 'V
    /// The fraction of a positive normal number, in [1, 2).
    abstract Fraction: 'V -> 'V

    member private m.Polynomial(x: 'V, coefficients: float[]) =
        let mutable sum = m.Constant coefficients[coefficients.Length - 1]

        for k = coefficients.Length - 2 downto 0 do
            sum <- m.Add(m.Constant coefficients[k], m.Multiply(x, sum))

        sum

    member private m.Minimum(a, b) = m.Select(m.Compare(Less, b, a), b, a)
    member private m.Maximum(a, b) = m.Select(m.Compare(Less, a, b), b, a)
    member private m.Round x = m.Subtract(m.Add(x, m.Constant roundingMagic), m.Constant roundingMagic)

    /// x = n ln 2 + r with |r| ≤ ln 2 / 2; returns n and e^r − 1 as a large and a small part. ln 2 is split so that
    /// n times its high part is exact; what r loses in rounding goes into the small part.
    member private m.Reduced(x: 'V) =
        let high, low =
            if single then
                0.693359375, -2.12194440e-4
            else
                6.93147180369123816490e-01, 1.90821492927058770002e-10

        let n = m.Round(m.Multiply(x, m.Constant 1.4426950408889634))
        let coarse = m.Subtract(x, m.Multiply(n, m.Constant high))
        let fine = m.Multiply(n, m.Constant low)
        let r = m.Subtract(coarse, fine)
        let lost = m.Subtract(m.Subtract(coarse, r), fine)
        // e^r − 1 − r by its Taylor series
        let terms = if single then 7 else 13
        let mutable factorial = 1.0

        let coefficients = [|
            for k in 2..terms ->
                (factorial <- factorial * float k
                 1.0 / factorial)
        |]

        let square = m.Multiply(r, r)
        struct (n, r, m.Add(m.Multiply(square, m.Polynomial(r, coefficients)), lost))

    /// y 2^n in two factors, as n itself may lie outside the normal exponents.
    member private m.Scaled(y, n) =
        let half = m.Round(m.Multiply(n, m.Constant 0.5))
        m.Multiply(m.Multiply(y, m.PowerOfTwo half), m.PowerOfTwo(m.Subtract(n, half)))

    /// e^x within 1 ulp; 0 and ∞ beyond the range, NaN for NaN.
    member m.Exp(x: 'V) =
        let least, most = if single then -104.0, 89.0 else -746.0, 710.0
        let x = m.Maximum(m.Minimum(x, m.Constant most), m.Constant least)
        let struct (n, r, small) = m.Reduced x
        m.Scaled(m.Add(m.Constant 1.0, m.Add(r, small)), n)

    /// The natural logarithm within 1 ulp; −∞ at 0, NaN below.
    member m.Log(x: 'V) =
        let infinity = System.Double.PositiveInfinity
        let leastNormal, up = if single then 1.1754943508222875e-38, 25.0 else 2.2250738585072014e-308, 54.0
        let subnormal = m.Compare(Less, x, m.Constant leastNormal)
        let scaled = m.Select(subnormal, m.Multiply(x, m.Constant(2.0 ** up)), x)
        let fraction = m.Fraction scaled
        // a fraction in [√½, √2) keeps the series short
        let tall = m.Compare(Less, m.Constant 1.4142135623730951, fraction)
        let fraction = m.Select(tall, m.Multiply(fraction, m.Constant 0.5), fraction)
        let exponent = m.Add(m.Exponent scaled, m.Select(tall, m.Constant 1.0, m.Constant 0.0))
        let k = m.Subtract(exponent, m.Select(subnormal, m.Constant up, m.Constant 0.0))
        // log (1 + f) = f − (f²/2 − s (f²/2 + R)) with s = f / (2 + f), R the tail of the series of 2 artanh s
        let f = m.Subtract(fraction, m.Constant 1.0)
        let s = m.Divide(f, m.Add(m.Constant 2.0, f))
        let z = m.Multiply(s, s)
        let terms = if single then 5 else 11
        let tail = m.Multiply(z, m.Polynomial(z, [| for j in 1..terms -> 2.0 / float (2 * j + 1) |]))
        let halfSquare = m.Multiply(m.Constant 0.5, m.Multiply(f, f))

        let high, low =
            if single then
                0.69313812256, 9.0580006145e-6
            else
                6.93147180369123816490e-01, 1.90821492927058770002e-10

        let inner = m.Add(m.Multiply(s, m.Add(halfSquare, tail)), m.Multiply(k, m.Constant low))
        let small = m.Subtract(m.Subtract(halfSquare, inner), f)
        let log = m.Subtract(m.Multiply(k, m.Constant high), small)
        let log = m.Select(m.Compare(Equal, x, m.Constant infinity), x, log)
        let log = m.Select(m.Compare(Equal, x, m.Constant 0.0), m.Constant(-infinity), log)
        // the negated comparison lets NaN through as NaN, too
        m.Select(m.Compare(LessOrEqual, m.Constant 0.0, x), log, m.Constant System.Double.NaN)

    /// (e^|2x| − 1) / (e^|2x| + 1) with the sign of x; accurate near 0, too.
    member m.Tanh(x: 'V) =
        let bound = if single then 20.0 else 40.0
        let double = m.Minimum(m.Multiply(m.Constant 2.0, m.Absolute x), m.Constant bound)
        let struct (n, r, small) = m.Reduced double
        let scale = m.PowerOfTwo n
        let e = m.Add(m.Multiply(scale, m.Add(r, small)), m.Subtract(scale, m.Constant 1.0))
        let t = m.Divide(e, m.Add(e, m.Constant 2.0))
        m.Select(m.Compare(Less, x, m.Constant 0.0), m.Negate t, t)

    /// Box and Muller's: √(−2 ln (1 − u)) cos (2π v).
    member m.Normal draw =
        let u = m.Uniform(draw, false)
        let v = m.Uniform(draw, true)
        let radius = m.SquareRoot(m.Multiply(m.Constant -2.0, m.Log(m.Subtract(m.Constant 1.0, u))))
        // cos (2π v) = sin (2π a) with a = ¼ − |v − round v|
        let a = m.Subtract(m.Constant 0.25, m.Absolute(m.Subtract(v, m.Round v)))
        let t = m.Multiply(m.Constant 6.283185307179586, a)
        let terms = if single then 7 else 11
        let mutable term = 1.0

        let coefficients = [|
            for k in 0 .. terms - 1 ->
                (if k > 0 then
                     term <- -term / float (2 * k * (2 * k + 1)))

                term
        |]

        m.Multiply(radius, m.Multiply(t, m.Polynomial(m.Multiply(t, t), coefficients)))

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
            | Logarithm -> m.Log a
            | Sigmoid -> m.Divide(m.Constant 1.0, m.Add(m.Constant 1.0, m.Exp(m.Negate a)))
            | Tanh -> m.Tanh a

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
