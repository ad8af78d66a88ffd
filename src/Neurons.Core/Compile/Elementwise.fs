/// Functions of one number, compiled as the steps of neurons are: the same bits whatever the width of vectors and whatever lies beside.
module Neurons.Compile.Elementwise

open System
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Symbolic

let private compile precision (f: Expr -> Expr) =
    lazy
        (let x = Variable { Kind = Input; Index = 0; Name = "x" }
         let random _ _ : Place = invalidOp "A function of one number draws none at random."
         let builder = Builder(precision, (fun _ -> Slot 0), SharedNumber 0, random)
         let value = Fold.over builder (f x)

         Program.finish precision builder.Instructions [| struct (value, 1) |] 2 0
         |> Kernels.compile Backend.best)

let private apply (kernel: Lazy<Kernel>) (x: ReadOnlySpan<'T>) (y: Span<'T>) =
    if x.Length <> y.Length then
        invalidArg (nameof y) $"There are %d{x.Length} arguments and room for %d{y.Length} results."

    if x.Length > 0 then
        use from = fixed &x.GetPinnableReference()
        use into = fixed &y.GetPinnableReference()
        let slots = NativePtr.stackalloc<nativeint> 2
        NativePtr.set slots 0 (NativePtr.toNativeInt from)
        NativePtr.set slots 1 (NativePtr.toNativeInt into)
        kernel.Value.Invoke(NativePtr.toNativeInt slots, 0n, x.Length)

let private logistic32 = compile Precision.Float32 Expr.Logistic
let private tanh32 = compile Precision.Float32 Expr.Tanh
let private exp64 = compile Precision.Float64 Expr.Exp

/// 1 / (1 + e^−x).
let logistic (x: ReadOnlySpan<float32>) (y: Span<float32>) = apply logistic32 x y

let tanh (x: ReadOnlySpan<float32>) (y: Span<float32>) = apply tanh32 x y

let exp (x: ReadOnlySpan<float>) (y: Span<float>) = apply exp64 x y
