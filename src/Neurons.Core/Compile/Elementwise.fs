/// Functions of numbers, compiled as the steps of neurons are: the same bits whatever the width of vectors and whatever lies beside.
module Neurons.Compile.Elementwise

open System
open System.Collections.Generic
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Symbolic

/// Which of the leaves some expressions use. They may use no other leaves, nor steps or random numbers.
let uses (leaves: Expr[]) (results: Expr[]) : bool[] =
    let own = HashSet<Expr>(leaves, HashIdentity.Reference)
    let used = HashSet<Expr>(HashIdentity.Reference)

    for node in Fold.nodes results do
        match node with
        | Variable _ when own.Contains node -> used.Add node |> ignore
        | Variable v ->
            raise (ArgumentException $"A function uses a %s{string v.Kind} %s{v.Name} that is not one of its own.")
        | Step
        | Uniform _
        | Normal _ ->
            raise (ArgumentException "A function of rows knows neither the number of the step nor random numbers.")
        | Constant _
        | Unary _
        | Binary _
        | Compare _
        | Select _
        | Firing _
        | Blending _
        | Detached _ -> ()

    leaves |> Array.map used.Contains

/// The values of expressions for rows of their leaves. The slots of the kernel are the rows of the leaves that are not shared, in their order,
/// and then those of the results, which may be rows of leaves; its shared numbers are the other leaves.
let rows (precision: Precision) (leaves: Expr[]) (isShared: bool[]) (results: Expr[]) : Kernel =
    uses leaves results |> ignore
    let places = Dictionary<Variable, Place>()
    let mutable slots = 0
    let mutable numbers = 0

    for leaf, shared in Array.zip leaves isShared do
        match leaf with
        | Variable v when shared ->
            places.Add(v, SharedNumber numbers)
            numbers <- numbers + 1
        | Variable v ->
            places.Add(v, Slot slots)
            slots <- slots + 1
        | _ -> invalidArg (nameof leaves) "A leaf is no variable."

    let first = slots
    let none _ _ : Place = invalidOp "A function of rows draws no random numbers."
    let builder = Builder(precision, (fun v -> places[v]), SharedNumber 0, none)
    let value = Fold.over builder
    let stores = results |> Array.mapi (fun i result -> struct (value result, first + i))

    Program.finish precision builder.Instructions stores (first + results.Length) numbers
    |> Kernels.compile Backend.best

/// A function of so many numbers.
let private compileOf precision count (f: Expr[] -> Expr) =
    lazy
        (let arguments = Array.init count (fun i -> Variable { Kind = Input; Index = i; Name = $"x%d{i}" })
         rows precision arguments (Array.create count false) [| f arguments |])

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

    let u = Variable { Kind = Input; Index = 0; Name = "u" }
    let shift = Variable { Kind = Parameter; Index = 0; Name = "shift" }
    let compileShifted results = lazy (rows precision [| u; shift |] [| false; true |] results)
    let shifted = compileShifted [| Expr.Firing(comparison, surrogate, u + shift) |]
    let summed = compileShifted [| Expr.Firing(comparison, surrogate, u + shift); u + shift |]
    let gradient = compileOf precision 2 (fun x -> x[1] * surrogate.Derivative x[0])

    /// z, 1 where u is above (or at) 0, else 0; it may take the place of u.
    member _.Fire(u: ReadOnlySpan<'T>, z: Span<'T>) = apply spikes u z

    /// Spikes z of the sums u + shift, which are kept if there is room for them; each may take the place of u.
    member _.Fire(u: ReadOnlySpan<'T>, shift: 'T, sums: Span<'T>, z: Span<'T>) =
        requireRoom u.Length z.Length

        if not sums.IsEmpty then
            requireRoom u.Length sums.Length

        if u.Length > 0 then
            use from = fixed &u.GetPinnableReference()
            use spikes = fixed &z.GetPinnableReference()
            use kept = fixed &sums.GetPinnableReference()
            let slots = NativePtr.stackalloc<nativeint> 3
            NativePtr.set slots 0 (NativePtr.toNativeInt from)
            NativePtr.set slots 1 (NativePtr.toNativeInt spikes)
            NativePtr.set slots 2 (NativePtr.toNativeInt kept)
            let numbers = NativePtr.stackalloc<'T> 1
            NativePtr.set numbers 0 shift
            let kernel = if sums.IsEmpty then shifted else summed
            kernel.Value.Invoke(NativePtr.toNativeInt slots, NativePtr.toNativeInt numbers, u.Length)

    /// du = dz σ'(u), with the derivative of the surrogate; it may take the place of either.
    member _.PullBack(u: ReadOnlySpan<'T>, dz: ReadOnlySpan<'T>, du: Span<'T>) = applyToPairs gradient u dz du
