namespace Neurons

/// The surrogate derivatives of the field, by name. All but `custom` are used by their number's default in the libraries they come from.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Surrogate =
    let private named name numbers derivative : Surrogate = { Name = name; Numbers = numbers; Derivative = derivative }

    /// 1 / (α|u| + 1)². Norse, α = 100. Zenke & Ganguli 2018.
    let superspike (alpha: float) =
        named "superspike" [| struct ("alpha", alpha) |] (fun u ->
            let d = alpha * Expr.Abs u + 1.0
            1.0 / (d * d))

    /// (α/2) / (1 + (π/2·α·u)²). snnTorch and SpikingJelly, α = 2. Fang et al. 2021.
    let atan (alpha: float) =
        named "atan" [| struct ("alpha", alpha) |] (fun u ->
            let x = (System.Math.PI / 2.0 * alpha) * u
            (alpha / 2.0) / (1.0 + x * x))

    /// 1 / (k|u| + 1)². snnTorch, k = 25. Zenke & Ganguli 2018.
    let fastSigmoid (k: float) =
        named "fast_sigmoid" [| struct ("k", k) |] (fun u ->
            let d = k * Expr.Abs u + 1.0
            1.0 / (d * d))

    /// k·σ(ku)(1 − σ(ku)). snnTorch, k = 25; SpikingJelly and BrainPy, k = 4.
    let sigmoid (k: float) =
        named "sigmoid" [| struct ("k", k) |] (fun u ->
            // of −|ku|, whose exponential is finite
            let e = Expr.Exp(-Expr.Abs(k * u))
            let d = 1.0 + e
            k * e / (d * d))

    /// α·max(0, 1 − |u|). Norse, α = 0.3. Bellec et al. 2018.
    let triangle (alpha: float) =
        named "triangle" [| struct ("alpha", alpha) |] (fun u -> alpha * Expr.Max(0.0, 1.0 - Expr.Abs u))

    /// 1: the straight-through estimator.
    let straightThrough = named "straight_through" [||] (fun _ -> Constant 1.0)

    /// 0: for inference only.
    let none = named "none" [||] (fun _ -> Constant 0.0)

    /// Any other derivative, as a function of u, the distance from the threshold.
    let custom name derivative = named name [||] derivative
