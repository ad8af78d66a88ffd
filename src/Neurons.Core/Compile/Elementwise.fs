/// Functions of single numbers, compiled as the steps of neurons are: the same bits whatever the width of vectors and whatever lies beside.
module Neurons.Compile.Elementwise

open System
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Symbolic

/// A function of so many numbers.
let private compileOf precision count (f: Expr[] -> Expr) =
    lazy
        (let arguments = Array.init count (fun i -> Variable { Kind = Input; Index = i; Name = $"x%d{i}" })
         let random _ _ : Place = invalidOp "A function of numbers draws none at random."
         let builder = Builder(precision, (fun variable -> Slot variable.Index), SharedNumber 0, random)
         let value = Fold.over builder (f arguments)

         Program.finish precision builder.Instructions [| struct (value, count) |] (count + 1) 0
         |> Kernels.compile Backend.best)

let private compile precision (f: Expr -> Expr) = compileOf precision 1 (fun x -> f x[0])

let private requireRoom (arguments: int) (results: int) =
    if arguments <> results then
        invalidArg "y" $"There are %d{arguments} arguments and room for %d{results} results."

let private apply (kernel: Lazy<Kernel>) (x: ReadOnlySpan<'T>) (y: Span<'T>) =
    requireRoom x.Length y.Length

    if x.Length > 0 then
        use from = fixed &x.GetPinnableReference()
        use into = fixed &y.GetPinnableReference()
        let slots = NativePtr.stackalloc<nativeint> 2
        NativePtr.set slots 0 (NativePtr.toNativeInt from)
        NativePtr.set slots 1 (NativePtr.toNativeInt into)
        kernel.Value.Invoke(NativePtr.toNativeInt slots, 0n, x.Length)

let private applyToPairs (kernel: Lazy<Kernel>) (x: ReadOnlySpan<'T>) (y: ReadOnlySpan<'T>) (z: Span<'T>) =
    requireRoom x.Length y.Length
    requireRoom x.Length z.Length

    if x.Length > 0 then
        use first = fixed &x.GetPinnableReference()
        use second = fixed &y.GetPinnableReference()
        use into = fixed &z.GetPinnableReference()
        let slots = NativePtr.stackalloc<nativeint> 3
        NativePtr.set slots 0 (NativePtr.toNativeInt first)
        NativePtr.set slots 1 (NativePtr.toNativeInt second)
        NativePtr.set slots 2 (NativePtr.toNativeInt into)
        kernel.Value.Invoke(NativePtr.toNativeInt slots, 0n, x.Length)

let private logistic32 = compile Precision.Float32 Expr.Logistic
let private tanh32 = compile Precision.Float32 Expr.Tanh
let private exp64 = compile Precision.Float64 Expr.Exp

/// 1 / (1 + e^−x).
let logistic (x: ReadOnlySpan<float32>) (y: Span<float32>) = apply logistic32 x y

let tanh (x: ReadOnlySpan<float32>) (y: Span<float32>) = apply tanh32 x y

let exp (x: ReadOnlySpan<float>) (y: Span<float>) = apply exp64 x y

/// Spikes of distances from a threshold, and the way back through their surrogate, in float32 or float64.
[<Sealed>]
type Firing<'T when 'T: unmanaged>(comparison: Comparison, surrogate: Surrogate) =
    let precision = Precision.ofType<'T>
    let spikes = compile precision (fun u -> Expr.Firing(comparison, surrogate, u))
    let gradient = compileOf precision 2 (fun x -> x[1] * surrogate.Derivative x[0])

    /// z, 1 where u is above (or at) 0, else 0; it may take the place of u.
    member _.Fire(u: ReadOnlySpan<'T>, z: Span<'T>) = apply spikes u z

    /// du = dz σ'(u), with the derivative of the surrogate; it may take the place of either.
    member _.PullBack(u: ReadOnlySpan<'T>, dz: ReadOnlySpan<'T>, du: Span<'T>) = applyToPairs gradient u dz du
