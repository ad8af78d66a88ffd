namespace Neurons

open System

/// The surrogate derivatives of the field, by name, as functions of u, the distance from the threshold. The defaults of their numbers and
/// where they come from are in the table `Surrogates.all`. A number that is not allowed, such as a width of 0, is an
/// ArgumentOutOfRangeException.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Surrogate =
    /// A number with the values that it may have.
    let private within range number (value: float) = struct (number, value, range)
    let private positive = within Interval.positive
    let private notNegative = within Interval.notNegative

    let private named name (numbers: (struct (string * float * Interval))[]) derivative : Surrogate =
        for struct (number, value, range: Interval) in numbers do
            if not (range.Contains value) then
                raise (
                    ArgumentOutOfRangeException(
                        number,
                        value,
                        $"Surrogate %s{name}: %s{number} is %s{string value}; it must be %s{range.Demand value}."
                    )
                )

        {
            Name = name
            Numbers = numbers |> Array.map (fun (struct (number, value, _)) -> struct (number, value))
            Ranges = numbers |> Array.map (fun (struct (_, _, range)) -> range)
            Derivative = derivative
        }

    let private zero = Constant 0.0
    let private square (x: Expr) = x * x

    /// σ'(x) = e^−|x| / (1 + e^−|x|)², finite for every x.
    let private logisticSlope (x: Expr) =
        let e = Expr.Exp(-Expr.Abs x)
        e / square (1.0 + e)

    /// The normal density.
    let private density (mean: float) (sigma: float) (u: Expr) =
        Expr.Exp(square (u - mean) * (-0.5 / (sigma * sigma))) * (1.0 / (sigma * Math.Sqrt(2.0 * Math.PI)))

    /// 1 / (α|u| + 1)². Zenke & Ganguli 2018.
    let superspike (alpha: float) =
        named "superspike" [| positive "alpha" alpha |] (fun u -> 1.0 / square (alpha * Expr.Abs u + 1.0))

    /// 1 / (k|u| + 1)². Zenke & Ganguli 2018.
    let fastSigmoid (k: float) =
        named "fast_sigmoid" [| positive "k" k |] (fun u -> 1.0 / square (k * Expr.Abs u + 1.0))

    /// max(0, α(w − |u|)).
    let relu (alpha: float) (width: float) =
        named "relu" [| positive "alpha" alpha; positive "width" width |] (fun u ->
            Expr.Max(zero, alpha * (width - Expr.Abs u)))

    /// α·max(0, 1 − |u|). Bellec et al. 2018.
    let triangle (alpha: float) =
        named "triangle" [| positive "alpha" alpha |] (fun u -> alpha * Expr.Max(zero, 1.0 - Expr.Abs u))

    /// (α/2) / (1 + (π/2·α·u)²). Fang et al. 2021.
    let atan (alpha: float) =
        named "atan" [| positive "alpha" alpha |] (fun u ->
            (alpha / 2.0) / (1.0 + square ((Math.PI / 2.0 * alpha) * u)))

    /// 1 / (1 + (αu)²).
    let arctan (alpha: float) =
        named "arctan" [| positive "alpha" alpha |] (fun u -> 1.0 / (1.0 + square (alpha * u)))

    /// exp(−u² / (2α²)).
    let gaussian (alpha: float) =
        named "gaussian" [| positive "alpha" alpha |] (fun u -> Expr.Exp(square u * (-0.5 / (alpha * alpha))))

    /// k·σ(ku)(1 − σ(ku)).
    let sigmoid (k: float) = named "sigmoid" [| positive "k" k |] (fun u -> k * logisticSlope (k * u))

    /// 1 − tanh²(ku).
    let tanh (k: float) = named "tanh" [| positive "k" k |] (fun u -> 1.0 - square (Expr.Tanh(k * u)))

    /// 2α·(1/(2√(α²+u²)) − u²/(2(α²+u²)^{3/2})), which is α³/(α²+u²)^{3/2}.
    let circ (alpha: float) =
        named "circ" [| positive "alpha" alpha |] (fun u ->
            let s = 1.0 + square ((1.0 / alpha) * u)
            1.0 / (s * Expr.Sqrt s))

    /// (2/√π)·exp(−(ku)²).
    let erfc (k: float) =
        named "erfc" [| positive "k" k |] (fun u -> (2.0 / Math.Sqrt Math.PI) * Expr.Exp(-square(k * u)))

    /// 1: the straight-through estimator.
    let straightThrough = named "straight_through" [||] (fun _ -> Constant 1.0)

    /// k·exp(−β|u − 1|).
    let spikeRateEscape (beta: float) (k: float) =
        named "spike_rate_escape" [| positive "beta" beta; positive "k" k |] (fun u ->
            k * Expr.Exp(-beta * Expr.Abs(u - 1.0)))

    /// 1 for u > 0, else the slope.
    let leaky (slope: float) =
        named "leaky" [| notNegative "slope" slope |] (fun u ->
            where (Expr.IsGreater(u, zero)) (Constant 1.0) (Constant slope))

    /// [u > 0] + ½[u = 0].
    let step = named "step" [||] (fun u -> 0.5 * (Expr.IsGreater(u, zero) + Expr.IsGreaterOrEqual(u, zero)))

    /// max(0, α − α²|u|).
    let piecewiseQuadratic (alpha: float) =
        named "piecewise_quadratic" [| positive "alpha" alpha |] (fun u ->
            Expr.Max(zero, alpha - (alpha * alpha) * Expr.Abs u))

    /// (α/2)·exp(−α|u|).
    let piecewiseExp (alpha: float) =
        named "piecewise_exp" [| positive "alpha" alpha |] (fun u -> (alpha / 2.0) * Expr.Exp(-alpha * Expr.Abs u))

    /// (α/2) / (1 + α|u|)².
    let softSign (alpha: float) =
        named "soft_sign" [| positive "alpha" alpha |] (fun u -> (alpha / 2.0) / square (1.0 + alpha * Expr.Abs u))

    /// α / (1 + |u|)²: SpikingJelly's SuperSpike.
    let superSpike (alpha: float) =
        named "super_spike" [| positive "alpha" alpha |] (fun u -> alpha / square (1.0 + Expr.Abs u))

    /// 1 / (1/α + |u|).
    let nonzeroSignLog (alpha: float) =
        named "nonzero_sign_log" [| positive "alpha" alpha |] (fun u -> 1.0 / (1.0 / alpha + Expr.Abs u))

    /// (α/√π)·exp(−(αu)²).
    let erf (alpha: float) =
        named "erf" [| positive "alpha" alpha |] (fun u -> (alpha / Math.Sqrt Math.PI) * Expr.Exp(-square(alpha * u)))

    /// 1/(2w) within |u| ≤ w, else c.
    let piecewiseLeakyRelu (w: float) (c: float) =
        named "piecewise_leaky_relu" [| positive "w" w; notNegative "c" c |] (fun u ->
            where (Expr.IsLessOrEqual(Expr.Abs u, Constant w)) (Constant(0.5 / w)) (Constant c))

    /// The same with c at |u| = w.
    let openLeakyRelu (w: float) (c: float) =
        named "open_leaky_relu" [| positive "w" w; notNegative "c" c |] (fun u ->
            where (Expr.IsLess(Expr.Abs u, Constant w)) (Constant(0.5 / w)) (Constant c))

    /// (4/T)·Σ cos((2i−1)·2πu/T), i = 1…n.
    let squarewaveFourier (n: int) (period: float) =
        named
            "squarewave_fourier"
            [| within (Interval.between 1.0 1000.0) "n" (float n); positive "period" period |]
            (fun u ->
                // the fraction of |u|/T, exact in every precision: the binary digits before the point are taken off
                let mutable x = Expr.Min((1.0 / period) * Expr.Abs u, Constant 4095.0)

                for k = 11 downto 0 do
                    let digit = Constant(Math.ScaleB(1.0, k))
                    x <- where (Expr.IsLess(x, digit)) x (x - digit)

                // cos 2πx = sin t with |t| ≤ π/2, by its Taylor series
                let t = (2.0 * Math.PI) * (Expr.Abs(x - 0.5) - 0.25)
                let mutable series = Constant 1.0

                for k in 20.0 .. -2.0 .. 2.0 do
                    series <- 1.0 - (1.0 / (k * (k + 1.0))) * square t * series

                let cosine = t * series
                // cos (j + 2)θ = 2 cos 2θ cos jθ − cos (j − 2)θ
                let twice = 4.0 * square cosine - 2.0
                let mutable before = cosine
                let mutable term = cosine
                let mutable sum = zero

                for _ in 1..n do
                    sum <- sum + term
                    let next = twice * term - before
                    before <- term
                    term <- next

                (4.0 / period) * sum)

    /// α·σ(αu)(1−σ(αu)) for u < 0, else β/(u + 1).
    let s2nn (alpha: float) (beta: float) =
        named "s2nn" [| positive "alpha" alpha; positive "beta" beta |] (fun u ->
            // |u| + 1, as the branch that is not taken must be finite, too
            where (Expr.IsLess(u, zero)) (alpha * logisticSlope (alpha * u)) (beta / (Expr.Abs u + 1.0)))

    /// (1 + 2|u|/(α + shift))^−α; the shift is 1 in BrainPy and −1 in SpikingJelly.
    let qPseudoSpike (alpha: float) (shift: float) =
        named
            "q_pseudo_spike"
            [| positive "alpha" alpha; within { Interval.all with Least = -alpha } "shift" shift |]
            (fun u -> Expr.Exp(-alpha * Expr.Log(1.0 + (2.0 / (alpha + shift)) * Expr.Abs u)))

    /// α for u < 0, else β.
    let leakyRelu (alpha: float) (beta: float) =
        named "leaky_relu" [| notNegative "alpha" alpha; notNegative "beta" beta |] (fun u ->
            where (Expr.IsLess(u, zero)) (Constant alpha) (Constant beta))

    /// 1/u for u > 1, 1 for 0 < u ≤ 1, else α.
    let logTailedRelu (alpha: float) =
        named "log_tailed_relu" [| notNegative "alpha" alpha |] (fun u ->
            where (Expr.IsGreater(u, zero)) (1.0 / Expr.Max(Constant 1.0, u)) (Constant alpha))

    /// α·N(u; 0, σ), N the normal density.
    let gaussianDensity (sigma: float) (alpha: float) =
        named "gaussian_density" [| positive "sigma" sigma; positive "alpha" alpha |] (fun u ->
            alpha * density 0.0 sigma u)

    /// γ·((1+h)·N(u; 0, σ) − h·N(u; σ, sσ) − h·N(u; −σ, sσ)), N the normal density.
    let multiGaussian (h: float) (s: float) (sigma: float) (gamma: float) =
        named
            "multi_gaussian"
            [| notNegative "h" h; positive "s" s; positive "sigma" sigma; positive "gamma" gamma |]
            (fun u ->
                gamma
                * ((1.0 + h) * density 0.0 sigma u - h * density sigma (s * sigma) u - h * density -sigma (s * sigma) u))

    /// 1/(α|u| + 1)².
    let invSquare (alpha: float) =
        named "inv_square" [| positive "alpha" alpha |] (fun u -> 1.0 / square (alpha * Expr.Abs u + 1.0))

    /// exp(−α|u|). Shrestha & Orchard 2018.
    let slayer (alpha: float) =
        named "slayer" [| positive "alpha" alpha |] (fun u -> Expr.Exp(-alpha * Expr.Abs u))

    /// min(1/|u|, α).
    let fakeNumerical (alpha: float) =
        named "fake_numerical" [| positive "alpha" alpha |] (fun u -> Expr.Min(1.0 / Expr.Abs u, Constant alpha))

    /// α·[|u| < 1/(2α)].
    let rect (alpha: float) =
        named "rect" [| positive "alpha" alpha |] (fun u -> alpha * Expr.IsLess(Expr.Abs u, Constant(0.5 / alpha)))

    /// 0: for inference only.
    let none = named "none" [||] (fun _ -> zero)

    /// Any other derivative, as a function of u, the distance from the threshold.
    let custom name derivative = named name [||] derivative
