/// exp and log to some 80 digits, by whole numbers: what float64 is measured against.
module Neurons.Properties.Exact

open System
open System.Numerics

/// Bits behind the point.
let private bits = 256
let private one = BigInteger.One <<< bits
let private multiply (a: BigInteger) (b: BigInteger) = (a * b) >>> bits

/// artanh (1 / n) for a whole n, by its series.
let private artanhOfInverse (n: int) =
    let square = BigInteger(n * n)
    let mutable power = one / BigInteger n
    let mutable sum = BigInteger.Zero
    let mutable k = 1

    while not power.IsZero do
        sum <- sum + power / BigInteger k
        power <- power / square
        k <- k + 2

    sum

let private ln2 = BigInteger 2 * artanhOfInverse 3

/// A finite number with `bits` bits behind the point; exact, or so small that it does not matter.
let private fixedPoint (x: float) =
    if x = 0.0 then
        BigInteger.Zero
    else
        let exponent = Math.ILogB x
        let mantissa = BigInteger(Math.ScaleB(x, 52 - exponent))
        let shift = bits + exponent - 52
        if shift >= 0 then mantissa <<< shift else mantissa >>> -shift

/// How far a number is from value · 2^(exponent − bits), in units in the last place of the exact value.
let private error (value: BigInteger) (exponent: int) (computed: float) =
    let magnitude = BigInteger.Abs value
    // the exact value lies in [2^(top), 2^(top+1))
    let top = int (magnitude.GetBitLength()) - 1 - bits + exponent
    let ulp = max (top - 52) -1074
    // both in units of ulp · 2^−64
    let scale = ulp - 64
    let shifted (v: BigInteger) by = if by >= 0 then v <<< by else v >>> -by
    let exact = shifted value (exponent - bits - scale)

    let mine =
        if computed = 0.0 then
            BigInteger.Zero
        else
            let e = Math.ILogB computed
            shifted (BigInteger(Math.ScaleB(computed, 52 - e))) (e - 52 - scale)

    float (BigInteger.Abs(exact - mine)) / 2.0 ** 64

/// The error of e^x in units in the last place.
let exponentialError (x: float) (computed: float) =
    let n = int (Math.Round(x / Math.Log 2.0))
    let r = fixedPoint x - BigInteger n * ln2
    let mutable term = one
    let mutable sum = one
    let mutable k = 1

    while not term.IsZero && term <> BigInteger.MinusOne do
        term <- multiply term r / BigInteger k
        sum <- sum + term
        k <- k + 1

    error sum n computed

/// The error of log x in units in the last place.
let logarithmError (x: float) (computed: float) =
    // x = 2^k m with m around 1
    let k =
        if Math.ScaleB(x, -Math.ILogB x) > 1.4142 then
            Math.ILogB x + 1
        else
            Math.ILogB x

    let m = fixedPoint (Math.ScaleB(x, -k))
    let s = ((m - one) <<< bits) / (m + one)
    let square = multiply s s
    let mutable power = s
    let mutable sum = BigInteger.Zero
    let mutable j = 1

    while not power.IsZero && power <> BigInteger.MinusOne do
        sum <- sum + power / BigInteger j
        power <- multiply power square
        j <- j + 2

    error (BigInteger 2 * sum + BigInteger k * ln2) 0 computed
