module Neurons.Properties.Compile.ElementaryProperties

open System

open Microsoft.FSharp.NativeInterop

open Expecto
open FsCheck.FSharp
open Neurons.Testing

open Neurons

open Neurons.Symbolic

open Neurons.Compile

open Neurons.Properties

/// Applies a primitive of one argument to an array, as the kernels do.
let private apply<'T when 'T: unmanaged> (op: UnaryOp) (xs: 'T[]) : 'T[] =
    let x = Variable { Kind = Input; Index = 0; Name = "x" }

    let equations = {
        Inputs = [| x |]
        States = [||]
        Parameters = [||]
        Outputs = [| Unary(op, x) |]
        Next = [||]
    }

    let plan =
        Plan.forward { Precision = Precision.ofType<'T>; Shared = [||] } equations [| Output 0 |] [||]

    let kernel = Kernels.compile Backend.best plan.Program
    let ys: 'T[] = Array.zeroCreate xs.Length
    use source = fixed xs
    use target = fixed ys
    let slots: nativeint[] = Array.zeroCreate 2
    slots[plan.Inputs[0]] <- NativePtr.toNativeInt source
    slots[plan.Recorded[0]] <- NativePtr.toNativeInt target
    use table = fixed slots
    let shared = [| 0.0 |]
    use numbers = fixed shared
    kernel.Invoke(NativePtr.toNativeInt table, NativePtr.toNativeInt numbers, xs.Length)
    ys

/// The error of a float32 in units in the last place of the exact value, which float64 knows well enough.
let private singleError (exact: float) (computed: float32) =
    if Double.IsNaN exact then
        (if Single.IsNaN computed then 0.0 else infinity)
    elif Single.IsInfinity computed then
        // right where the exact value rounds to infinity, too
        (if Single.IsInfinity(float32 exact) && sign exact = sign computed then
             0.0
         else
             infinity)
    else
        let exponent = if exact = 0.0 then -149 else max (Math.ILogB exact - 23) -149
        abs (float computed - exact) / 2.0 ** float exponent

/// Every so many of the float32 numbers, of either sign, infinities and NaNs included.
let private singles stride =
    [| 0u .. stride .. UInt32.MaxValue - stride |] |> Array.map BitConverter.UInt32BitsToSingle

let private worst (errors: (float * 'X)[]) =
    let error, x = Array.maxBy (fun (error, _) -> if Double.IsNaN error then infinity else error) errors
    $"{error} at {x}", error

let private single op exact stride bound (relevant: float32 -> bool) =
    let xs = singles stride |> Array.filter relevant

    let text, error =
        Array.map2 (fun x y -> singleError (exact (float x)) y, x) xs (apply<float32> op xs) |> worst

    Expect.isTrue (error <= bound) $"{op} in float32 is off by {text} ulp"

let private logistic x = if x >= 0.0 then 1.0 / (1.0 + exp -x) else exp x / (1.0 + exp x)

/// (e^x − 1)/x in float64; its series near 0.
let private exprel (x: float) =
    if abs x < 1.0 then
        let mutable term, sum = 1.0, 1.0

        for k in 2..20 do
            term <- term * x / float k
            sum <- sum + term

        sum
    else
        (Math.Exp x - 1.0) / x

/// Many numbers at a time, for each of which a law has to hold.
let private many number =
    Arb.fromGenShrink (Gen.arrayOfLength 1000 number, Numbers.shorter Numbers.simpler)

/// Numbers all over an interval, dense around 0.
let private doubles (least: float) (most: float) =
    let power = Gen.choose (-1059, 0) |> Gen.map (fun n -> 2.0 ** float n)

    many (Gen.frequency [ 4, Numbers.between least most; 1, Numbers.normal; 1, Gen.map2 (*) Numbers.normal power ])

/// The numbers of these bits, from one up to another.
let private bits least most = Gen.choose64 (least, most) |> Gen.map BitConverter.Int64BitsToDouble

/// A primitive in float64 is off by so many units in the last place at most, where it is looked at.
let private double op (error: float -> float -> float) bound relevant xs =
    let xs = Array.filter relevant xs

    if xs.Length > 0 then
        let text, error = Array.map2 (fun x y -> error x y, x) xs (apply<float> op xs) |> worst
        Expect.isTrue (error <= bound) $"{op} in float64 is off by {text} ulp"

/// What a primitive is by the platform, which is within an ulp, and how many ulp of float32 and of float64 it may be off.
let private platform op : struct ((float -> float) * float * float) =
    match op with
    | Negate -> (fun x -> -x), 0.0, 0.0
    | Absolute -> abs, 0.0, 0.0
    | SquareRoot -> sqrt, 0.5, 0.0
    | Exponential -> Math.Exp, 1.1, 2.1
    | Exprel -> exprel, 3.0, 6.0
    | Logarithm -> Math.Log, 1.0, 2.0
    | Sigmoid -> logistic, 3.0, 4.0
    | UnaryOp.Tanh -> Math.Tanh, 3.0, 4.0
    | Sine -> Math.Sin, 3.0, 4.0
    | Cosine -> Math.Cos, 3.0, 4.0
    | Round -> Math.Round, 0.0, 0.0

/// Arguments that are not like others, and what becomes of them.
let private special op =
    let inf = Double.PositiveInfinity

    match op with
    | Negate -> [ 0.0, -0.0; -0.0, 0.0; inf, -inf; -inf, inf; nan, nan ]
    | Absolute -> [ 0.0, 0.0; -0.0, 0.0; inf, inf; -inf, inf; nan, nan ]
    | SquareRoot -> [ 0.0, 0.0; -0.0, -0.0; inf, inf; -inf, nan; -1.0, nan; nan, nan ]
    | Exponential -> [ 0.0, 1.0; -0.0, 1.0; inf, inf; -inf, 0.0; nan, nan; 1e9, inf; -1e9, 0.0 ]
    | Exprel -> [ 0.0, 1.0; -0.0, 1.0; inf, inf; -inf, 0.0; nan, nan; 1e9, inf ]
    | Logarithm -> [ 1.0, 0.0; 0.0, -inf; -0.0, -inf; inf, inf; -1.0, nan; -inf, nan; nan, nan ]
    | Sigmoid -> [ 0.0, 0.5; inf, 1.0; -inf, 0.0; nan, nan; 100.0, 1.0; -1e9, 0.0 ]
    | UnaryOp.Tanh -> [ 0.0, 0.0; -0.0, 0.0; inf, 1.0; -inf, -1.0; nan, nan; 100.0, 1.0 ]
    | Sine -> [ 0.0, 0.0; -0.0, -0.0; inf, nan; -inf, nan; nan, nan ]
    | Cosine -> [ inf, nan; -inf, nan; nan, nan ]
    | Round -> [
        0.0, 0.0
        -0.0, -0.0
        0.5, 0.0
        -0.5, -0.0
        1.5, 2.0
        -2.5, -2.0
        4194304.5, 4194304.0
        -4194305.5, -4194306.0
        8388607.5, 8388608.0
        1073741824.0, 1073741824.0
        inf, inf
        -inf, -inf
        nan, nan
      ]

/// What a primitive is by the platform.
let private platformOfTwo op : float -> float -> float =
    match op with
    | Add -> (+)
    | BinaryOp.Subtract -> (-)
    | Multiply -> (*)
    | Divide -> (/)
    | Minimum -> fun a b -> if b < a then b else a
    | Maximum -> fun a b -> if a < b then b else a

/// Standard normal numbers, as a model draws them: of one output, over neurons and steps.
let private draws<'T> steps neurons =
    let v = Variable { Kind = State; Index = 0; Name = "v" }

    let equations = {
        Inputs = [||]
        States = [| v |]
        Parameters = [||]
        Outputs = [| Normal 3 |]
        Next = [| v |]
    }

    let model = {
        Graphs.definition (Graphs.equations [| 1.0 |] [| 0, 0, 0, 0 |]) with
            InputNames = [| "x" |]
            ParameterNames = [||]
            ParameterInfo = [||]
            StateNames = [| "v" |]
            Initial = [| Constant 0.0 |]
            Equations = {
                equations with
                    Inputs = [| Variable { Kind = Input; Index = 0; Name = "x" } |]
            }
    }

    let dynamics = Dynamics model
    let state = dynamics.Initial<'T>([||], [| nativeint neurons |], 20260101UL, 7u)
    let input = Unchanged(steps, Bits.tensor<'T> [| neurons |] (Array.zeroCreate neurons))
    (dynamics.Integral([||], state, [| input |], [| Outputs |], ValueNone)).Recorded[0] |> Bits.floats

/// The standard normal distribution function, by the series of Φ − ½ or its continued fraction.
let private cumulative (x: float) =
    let density = exp (-x * x / 2.0) / sqrt (2.0 * Math.PI)

    if abs x < 4.0 then
        let mutable term = x
        let mutable sum = x
        let mutable k = 1

        while abs term > 1e-17 do
            term <- term * x * x / float (2 * k + 1)
            sum <- sum + term
            k <- k + 1

        0.5 + density * sum
    else
        let mutable fraction = 0.0

        for k in 40..-1..1 do
            fraction <- float k / (abs x + fraction)

        let tail = density / (abs x + fraction)
        if x > 0.0 then 1.0 - tail else tail

let private isNormal (xs: float[]) =
    let count = float xs.Length
    let moment k = (xs |> Array.sumBy (fun x -> pown x k)) / count
    // standard errors of the moments: √(E x^2k − (E x^k)²)/√n
    let within expected deviation k =
        Expect.isInRange
            (moment k)
            (expected - 4.0 * deviation / sqrt count, expected + 4.0 * deviation / sqrt count)
            $"moment {k}"

    within 0.0 1.0 1
    within 1.0 (sqrt 2.0) 2
    within 0.0 (sqrt 15.0) 3
    within 3.0 (sqrt 96.0) 4
    let sorted = Array.sort xs

    let distance =
        sorted
        |> Array.mapi (fun i x ->
            let p = cumulative x
            max (abs (p - float i / count)) (abs (p - float (i + 1) / count)))
        |> Array.max

    // Kolmogorov and Smirnov's bound for a probability of one in a thousand
    Expect.isInRange distance (0.0, 1.95 / sqrt count) "the distance from the normal distribution"

[<Tests>]
let tests =
    testList "Neurons.Properties.Compile.ElementaryProperties" [
        testCase "exp is within 1.1 ulp in float32, from the least normal number up to 2^127.5" (fun () ->
            single Exponential Math.Exp 2039u 1.1 (fun x -> not (x < -87.33f || x > 88.37f)))

        testCase
            "exp is 0 below the normal numbers, infinite above the greatest, and never decreases between"
            (fun () ->
                let below = [| -88.04f .. -1.0f .. -200.0f |]

                for y in apply<float32> Exponential below do
                    Expect.equal y 0.0f "exp below the normal numbers in float32"

                for y in apply<float> Exponential (Array.map (fun x -> float x - 622.0) below) do
                    Expect.equal y 0.0 "exp below the normal numbers in float64"

                let above = [| 88.38f..1.0f..200.0f |]

                for y in apply<float32> Exponential above do
                    Expect.equal y infinityf "exp above the greatest number in float32"

                for y in apply<float> Exponential (Array.map (fun x -> float x + 621.2) above) do
                    Expect.equal y infinity "exp above the greatest number in float64"

                for least, most in [ -88.1f, -87.3f; 88.3f, 88.4f ] do
                    let ys = apply<float32> Exponential [| least .. 0.001f .. most |]
                    Expect.equal ys (Array.sort ys) "exp, in order")

        testCase "exprel is within 3 ulp in float32" (fun () ->
            single Exprel exprel 2039u 3.0 (fun x -> not (x > 88.72f)))

        testCase "log is within 1 ulp in float32" (fun () -> single Logarithm Math.Log 2039u 1.0 (fun _ -> true))

        testCase "tanh is within 3 ulp in float32" (fun () -> single UnaryOp.Tanh Math.Tanh 2039u 3.0 (fun _ -> true))

        testCase "sigmoid is within 3 ulp in float32, down to the normal numbers" (fun () ->
            // below −87.3 the result is subnormal, and comes to 0 once e^−x is infinite
            single Sigmoid logistic 2039u 3.0 (fun x -> not (x < -87.3f))

            let small = apply<float32> Sigmoid [| -87.4f .. -0.1f .. -120.0f |]

            for y in small do
                Expect.isInRange y (0.0f, 1.2e-38f) "sigmoid where it is subnormal")

        property "exp is within 1.2 ulp in float64" 30 (doubles -708.39 709.43) (fun xs ->
            double Exponential Exact.exponentialError 1.2 (fun x -> -708.39 <= x && x <= 709.43) xs)

        property
            "log is within 1 ulp in float64"
            32
            (many (
                Gen.frequency [
                    10, bits 1L 0x7FEFFFFFFFFFFFFFL
                    5, Gen.map2 (fun x n -> 1.0 + x * 2.0 ** float -n) Numbers.normal (Gen.choose (0, 52))
                    1, bits 1L 0x000FFFFFFFFFFFFFL // subnormal
                ]
            ))
            (double Logarithm Exact.logarithmError 1.0 (fun x -> x > 0.0 && x <> 1.0))

        testCase "The reference for exp and log knows ln 2, e and the platform's results" (fun () ->
            // the platform's functions are within 1 ulp, and not exact
            for x in [ 1.0; -1.0; 0.5; 100.0; -700.0 ] do
                Expect.isInRange (Exact.exponentialError x (Math.Exp x)) (0.0, 1.0) "the error of the platform's exp"

                Expect.isInRange
                    (Exact.exponentialError x (Math.BitIncrement(Math.BitIncrement(Math.Exp x))))
                    (1.0, 3.0)
                    "the error of a number beside it"

            for x in [ 2.0; 10.0; 1e-300; 1.0000001 ] do
                Expect.isInRange (Exact.logarithmError x (Math.Log x)) (0.0, 1.0) "the error of the platform's log"

                Expect.isInRange
                    (Exact.logarithmError x (Math.BitDecrement(Math.BitDecrement(Math.Log x))))
                    (1.0, 3.0)
                    "the error of a number beside it")

        testCase "Each primitive of one argument is near the platform's, in both precisions" (fun () ->
            let ulps (exact: float) y =
                if exact = y || Double.IsNaN exact && Double.IsNaN y then
                    0.0
                else
                    abs (y - exact) / (Math.BitIncrement(abs exact) - abs exact)

            for op in Primitives.unary do
                let struct (exact, inSingle, inDouble) = platform op
                single op exact 20389u inSingle (fun x -> abs x < 80.0f)
                check 30 (doubles -700.0 700.0) (double op (fun x y -> ulps (exact x) y) inDouble (fun _ -> true)))

        testCase "The ends of the range and the special values of each primitive of one argument are exact" (fun () ->
            for op in Primitives.unary do
                for x, y in special op do
                    Bits.equal $"{op} {x} in float64" [| y |] (apply<float> op [| x |])
                    Bits.equal $"{op} {x} in float32" [| y |] (apply<float32> op [| float32 x |] |> Array.map float))

        each
            "Each primitive of two arguments is the platform's, in both precisions"
            [ Precision.Float32; Precision.Float64 ]
            (fun label precision ->
                let one = Bits.extreme precision

                let simpler (a, b) =
                    Seq.append
                        (Numbers.simpler a |> Seq.map (fun a -> a, b))
                        (Numbers.simpler b |> Seq.map (fun b -> a, b))

                let machine = Interpreter.machine precision Unchecked.defaultof<Leaves> :> IAlgebra<float>

                property label 1000 (Arb.fromGenShrink (Gen.zip one one, simpler)) (fun (a, b) ->
                    for op in Primitives.binary do
                        let expected = Precision.round precision (platformOfTwo op a b)
                        Bits.equal $"{op} of {a} and {b} in {precision}" [| expected |] [| machine.Binary(op, a, b) |]))

        testCase "Normal numbers are normally distributed in both precisions" (fun () ->
            isNormal (draws<float32> 100 2000)
            isNormal (draws<float> 100 2000))

        testCase "Normal numbers of neighbouring neurons and steps are uncorrelated" (fun () ->
            let steps, neurons = 100, 2000
            let xs = draws<float> steps neurons

            let correlation distance =
                let pairs = xs.Length - distance
                let mutable sum = 0.0

                for i in 0 .. pairs - 1 do
                    sum <- sum + xs[i] * xs[i + distance]

                sum / float pairs * sqrt (float pairs)

            for distance in [ 1; 2; neurons; neurons + 1 ] do
                Expect.isInRange (correlation distance) (-4.0, 4.0) $"the correlation at a distance of {distance}")
    ]
