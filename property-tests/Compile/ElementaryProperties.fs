module Neurons.Properties.Compile.ElementaryProperties

open System
open Microsoft.FSharp.NativeInterop
open Xunit
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

    Assert.True(error <= bound, $"{op} in float32 is off by {text} ulp")

let private logistic x = if x >= 0.0 then 1.0 / (1.0 + exp -x) else exp x / (1.0 + exp x)

[<Fact>]
let ``exp is within 1.1 ulp in float32, from the least normal number up to 2^127.5`` () =
    single Exponential Math.Exp 2039u 1.1 (fun x -> not (x < -87.33f || x > 88.37f))

[<Fact>]
let ``exp is 0 below the normal numbers, infinite above the greatest, and never decreases between`` () =
    let below = [| -88.04f .. -1.0f .. -200.0f |]
    Assert.All(apply<float32> Exponential below, (fun y -> Assert.Equal(0.0f, y)))
    Assert.All(apply<float> Exponential (Array.map (fun x -> float x - 622.0) below), (fun y -> Assert.Equal(0.0, y)))
    let above = [| 88.38f..1.0f..200.0f |]
    Assert.All(apply<float32> Exponential above, (fun y -> Assert.Equal(infinityf, y)))

    Assert.All(
        apply<float> Exponential (Array.map (fun x -> float x + 621.2) above),
        (fun y -> Assert.Equal(infinity, y))
    )

    for least, most in [ -88.1f, -87.3f; 88.3f, 88.4f ] do
        let ys = apply<float32> Exponential [| least .. 0.001f .. most |]
        Assert.Equal<float32[]>(Array.sort ys, ys)

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

[<Fact>]
let ``exprel is within 3 ulp in float32`` () = single Exprel exprel 2039u 3.0 (fun x -> not (x > 88.72f))

[<Fact>]
let ``log is within 1 ulp in float32`` () = single Logarithm Math.Log 2039u 1.0 (fun _ -> true)

[<Fact>]
let ``tanh is within 3 ulp in float32`` () = single UnaryOp.Tanh Math.Tanh 2039u 3.0 (fun _ -> true)

[<Fact>]
let ``sigmoid is within 3 ulp in float32, down to the normal numbers`` () =
    // below −87.3 the result is subnormal, and comes to 0 once e^−x is infinite
    single Sigmoid logistic 2039u 3.0 (fun x -> not (x < -87.3f))

    let small = apply<float32> Sigmoid [| -87.4f .. -0.1f .. -120.0f |]
    Assert.All(small, (fun y -> Assert.InRange(y, 0.0f, 1.2e-38f)))

/// Numbers all over an interval, dense around 0 and around the ends.
let private doubles (least: float) (most: float) =
    let random = Random 5
    let within x = least <= x && x <= most

    [|
        for _ in 1..20000 do
            least + (most - least) * random.NextDouble()
        for _ in 1..5000 do
            Bits.gauss random
        for _ in 1..5000 do
            Bits.gauss random * 2.0 ** float (-random.Next 1060)
    |]
    |> Array.filter within

[<Fact>]
let ``exp is within 1.1 ulp in float64`` () =
    let xs = doubles -708.39 709.43

    let text, error =
        Array.map2 (fun x y -> Exact.exponentialError x y, x) xs (apply<float> Exponential xs) |> worst

    Assert.True(error <= 1.1, $"exp in float64 is off by {text} ulp")

[<Fact>]
let ``log is within 1 ulp in float64`` () =
    let random = Random 6

    let xs = [|
        for _ in 1..20000 do
            BitConverter.Int64BitsToDouble(random.NextInt64(1L, 0x7FF0000000000000L))
        for _ in 1..10000 do
            1.0 + Bits.gauss random * 2.0 ** float (-random.Next 53)
        for _ in 1..2000 do
            // subnormal
            BitConverter.Int64BitsToDouble(random.NextInt64(1L, 0x0010000000000000L))
    |]

    let xs = xs |> Array.filter (fun x -> x > 0.0 && x <> 1.0)

    let text, error =
        Array.map2 (fun x y -> Exact.logarithmError x y, x) xs (apply<float> Logarithm xs) |> worst

    Assert.True(error <= 1.0, $"log in float64 is off by {text} ulp")

[<Fact>]
let ``The reference for exp and log knows ln 2, e and the platform's results`` () =
    // the platform's functions are within 1 ulp, and not exact
    for x in [ 1.0; -1.0; 0.5; 100.0; -700.0 ] do
        Assert.InRange(Exact.exponentialError x (Math.Exp x), 0.0, 1.0)
        Assert.InRange(Exact.exponentialError x (Math.BitIncrement(Math.BitIncrement(Math.Exp x))), 1.0, 3.0)

    for x in [ 2.0; 10.0; 1e-300; 1.0000001 ] do
        Assert.InRange(Exact.logarithmError x (Math.Log x), 0.0, 1.0)
        Assert.InRange(Exact.logarithmError x (Math.BitDecrement(Math.BitDecrement(Math.Log x))), 1.0, 3.0)

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

[<Fact>]
let ``Each primitive of one argument is near the platform's, in both precisions`` () =
    let ulps (exact: float) y =
        if exact = y || Double.IsNaN exact && Double.IsNaN y then
            0.0
        else
            abs (y - exact) / (Math.BitIncrement(abs exact) - abs exact)

    let xs = doubles -700.0 700.0

    for op in Primitives.unary do
        let struct (exact, inSingle, inDouble) = platform op
        single op exact 20389u inSingle (fun x -> abs x < 80.0f)
        let text, error = Array.map2 (fun x y -> ulps (exact x) y, x) xs (apply<float> op xs) |> worst
        Assert.True(error <= inDouble, $"{op} in float64 is off by {text} ulp")

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

[<Fact>]
let ``The ends of the range and the special values of each primitive of one argument are exact`` () =
    for op in Primitives.unary do
        for x, y in special op do
            Bits.equal $"{op} {x} in float64" [| y |] (apply<float> op [| x |])
            Bits.equal $"{op} {x} in float32" [| y |] (apply<float32> op [| float32 x |] |> Array.map float)

/// What a primitive is by the platform.
let private platformOfTwo op : float -> float -> float =
    match op with
    | Add -> (+)
    | BinaryOp.Subtract -> (-)
    | Multiply -> (*)
    | Divide -> (/)
    | Minimum -> fun a b -> if b < a then b else a
    | Maximum -> fun a b -> if a < b then b else a

[<Fact>]
let ``Each primitive of two arguments is the platform's, in both precisions`` () =
    let random = Random 8

    for precision in [ Precision.Float32; Precision.Float64 ] do
        for op in Primitives.binary do
            for _ in 1..1000 do
                let a, b = Bits.extreme precision random, Bits.extreme precision random
                let machine = Interpreter.machine precision Unchecked.defaultof<Leaves> :> IAlgebra<float>
                let expected = Precision.round precision (platformOfTwo op a b)
                Bits.equal $"{op} of {a} and {b} in {precision}" [| expected |] [| machine.Binary(op, a, b) |]

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
        Assert.InRange(moment k, expected - 4.0 * deviation / sqrt count, expected + 4.0 * deviation / sqrt count)

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
    Assert.InRange(distance, 0.0, 1.95 / sqrt count)

[<Fact>]
let ``Normal numbers are normally distributed in both precisions`` () =
    isNormal (draws<float32> 100 2000)
    isNormal (draws<float> 100 2000)

[<Fact>]
let ``Normal numbers of neighbouring neurons and steps are uncorrelated`` () =
    let steps, neurons = 100, 2000
    let xs = draws<float> steps neurons

    let correlation distance =
        let pairs = xs.Length - distance
        let mutable sum = 0.0

        for i in 0 .. pairs - 1 do
            sum <- sum + xs[i] * xs[i + distance]

        sum / float pairs * sqrt (float pairs)

    for distance in [ 1; 2; neurons; neurons + 1 ] do
        Assert.InRange(correlation distance, -4.0, 4.0)
