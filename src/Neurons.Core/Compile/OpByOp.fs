/// The back end for places without a JIT: a program runs instruction by instruction over chunks of neurons.
module internal Neurons.Compile.OpByOp

open System
open System.Collections.Generic
open System.Numerics
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Primitives

/// Neurons a chunk: as many as let the rows of a program stay in the first cache.
let private chunk = 256

/// Where the values of an instruction stand, in vectors from the start of the scratch memory. One that is the same for all neurons is
/// a single vector, so that its stride is 0.
[<Struct>]
type private Row = { Start: int; Stride: int }

/// A row for each instruction, used again for another when its value is no longer needed; and how many vectors all take.
let private layOut (program: Program) (isUniform: bool[]) (vectors: int) : struct (Row[] * int) =
    let instructions = program.Instructions
    let last = Array.create instructions.Length -1

    instructions
    |> Array.iteri (fun i it -> Instruction.operands it |> Array.iter (fun a -> last[a] <- i))

    for struct (value, _) in program.Stores do
        last[value] <- Int32.MaxValue

    let rows = Array.zeroCreate instructions.Length
    let free = Stack<int>()
    let mutable size = 0

    let take length =
        size <- size + length
        size - length

    for i in 0 .. instructions.Length - 1 do
        if isUniform[i] then
            rows[i] <- { Start = take 1; Stride = 0 }
        else
            // an operation may write where it reads: it does so vector by vector
            for a in Array.distinct (Instruction.operands instructions[i]) do
                if last[a] = i && not isUniform[a] then
                    free.Push rows[a].Start

            rows[i] <- { Start = (if free.Count > 0 then free.Pop() else take vectors); Stride = 1 }

    struct (rows, size)

/// Applies an operation to each vector of up to three rows.
let inline private map
    (scratch: nativeptr<Vector<'T>>)
    (target: Row)
    (a: Row)
    (b: Row)
    (c: Row)
    (length: int)
    ([<InlineIfLambda>] f: Vector<'T> -> Vector<'T> -> Vector<'T> -> Vector<'T>)
    =
    let pa = NativePtr.add scratch a.Start
    let pb = NativePtr.add scratch b.Start
    let pc = NativePtr.add scratch c.Start
    let target = NativePtr.add scratch target.Start

    for k in 0 .. length - 1 do
        let a = NativePtr.get pa (k * a.Stride)
        let b = NativePtr.get pb (k * b.Stride)
        NativePtr.set target k (f a b (NativePtr.get pc (k * c.Stride)))

/// The loops of one precision. Rows are whole vectors: what lies behind the last neuron of a chunk is computed and never stored.
type private Runner<'T when 'T: unmanaged and 'T :> ValueType and 'T: struct and 'T: (new: unit -> 'T)>
    (program: Program) =
    let instructions = program.Instructions
    let isUniform = Hoist.isUniform program
    let width = Vector<'T>.Count
    let vectors = chunk / width
    let struct (rows, size) = layOut program isUniform vectors
    let size' = Math.Max(1, size)
    let constants = instructions |> Array.map (fun it -> Element.ofFloat<'T> it.Value)
    let one: 'T = Element.ofFloat 1.0
    let bits = Lanes.bits program.Precision
    let fromExponent = Vector<'T>(Element.ofFloat<'T> bits.FromExponent)
    let single = (program.Precision = Precision.Float32)

    let singles (value: int64) = Vector<int>(int value)
    let doubles (value: int64) = Vector<int64> value

    let operate (scratch: nativeptr<Vector<'T>>) (i: int) (length: int) =
        let it = instructions[i]
        // an argument that is not there is never looked at
        let row argument = rows[max 0 argument]
        let target, ra, rb, rc = rows[i], row it.A, row it.B, row it.C

        match it.Op with
        | Op.Negate -> map scratch target ra rb rc length (fun a _ _ -> -a)
        | Op.Absolute -> map scratch target ra rb rc length (fun a _ _ -> Vector.Abs a)
        | Op.SquareRoot -> map scratch target ra rb rc length (fun a _ _ -> Vector.SquareRoot a)
        | Op.Add -> map scratch target ra rb rc length (fun a b _ -> a + b)
        | Op.Subtract -> map scratch target ra rb rc length (fun a b _ -> a - b)
        | Op.Multiply -> map scratch target ra rb rc length (fun a b _ -> Vector.Multiply<'T>(a, b))
        | Op.Divide -> map scratch target ra rb rc length (fun a b _ -> Vector.Divide<'T>(a, b))
        | Op.Minimum ->
            map scratch target ra rb rc length (fun a b _ ->
                Vector.ConditionalSelect<'T>(Vector.LessThan<'T>(b, a), b, a))
        | Op.Maximum ->
            map scratch target ra rb rc length (fun a b _ ->
                Vector.ConditionalSelect<'T>(Vector.LessThan<'T>(a, b), b, a))
        | Op.Less -> map scratch target ra rb rc length (fun a b _ -> Vector.LessThan<'T>(a, b))
        | Op.LessOrEqual -> map scratch target ra rb rc length (fun a b _ -> Vector.LessThanOrEqual<'T>(a, b))
        | Op.Equal -> map scratch target ra rb rc length (fun a b _ -> Vector.Equals<'T>(a, b))
        | Op.NotEqual ->
            map scratch target ra rb rc length (fun a b _ -> Vector.OnesComplement(Vector.Equals<'T>(a, b)))
        | Op.Number ->
            let one = Vector<'T> one
            map scratch target ra rb rc length (fun a _ _ -> Vector.BitwiseAnd(a, one))
        | Op.Select -> map scratch target ra rb rc length (fun a b c -> Vector.ConditionalSelect<'T>(a, b, c))
        | Op.PowerOfTwo when single ->
            map scratch target ra rb rc length (fun a _ _ ->
                Vector.As<int, 'T>(Vector.ShiftLeft(Vector.As<'T, int> a, bits.Shift)))
        | Op.PowerOfTwo ->
            map scratch target ra rb rc length (fun a _ _ ->
                Vector.As<int64, 'T>(Vector.ShiftLeft(Vector.As<'T, int64> a, bits.Shift)))
        | Op.Exponent when single ->
            let up = singles (bits.One - bits.SqrtHalf)
            let exponent = singles bits.Exponent

            map scratch target ra rb rc length (fun a _ _ ->
                let shifted = Vector.ShiftRightLogical(Vector.As<'T, int> a + up, bits.Shift)
                Vector.As<int, 'T>(Vector.BitwiseOr(shifted, exponent)) - fromExponent)
        | Op.Exponent ->
            let up = doubles (bits.One - bits.SqrtHalf)
            let exponent = doubles bits.Exponent

            map scratch target ra rb rc length (fun a _ _ ->
                let shifted = Vector.ShiftRightLogical(Vector.As<'T, int64> a + up, bits.Shift)
                Vector.As<int64, 'T>(Vector.BitwiseOr(shifted, exponent)) - fromExponent)
        | Op.Fraction when single ->
            let up = singles (bits.One - bits.SqrtHalf)
            let mask = singles bits.Fraction
            let least = singles bits.SqrtHalf

            map scratch target ra rb rc length (fun a _ _ ->
                Vector.As<int, 'T>(Vector.BitwiseAnd(Vector.As<'T, int> a + up, mask) + least))
        | Op.Fraction ->
            let up = doubles (bits.One - bits.SqrtHalf)
            let mask = doubles bits.Fraction
            let least = doubles bits.SqrtHalf

            map scratch target ra rb rc length (fun a _ _ ->
                Vector.As<int64, 'T>(Vector.BitwiseAnd(Vector.As<'T, int64> a + up, mask) + least))
        | Op.Constant
        | Op.Load
        | Op.Shared -> invalidOp $"%s{string it.Op} computes nothing"

    /// The elements of a slot from a neuron on.
    let elements (slots: nativeint) slot start length =
        let first = NativePtr.get (NativePtr.ofNativeInt<nativeint> slots) slot
        Span<'T>(NativePtr.toVoidPtr (NativePtr.add (NativePtr.ofNativeInt<'T> first) start), length)

    let elementsOf (scratch: nativeptr<Vector<'T>>) i length =
        Span<'T>(NativePtr.toVoidPtr (NativePtr.add scratch rows[i].Start), length)

    let once (scratch: nativeptr<Vector<'T>>) (shared: nativeint) =
        for i in 0 .. instructions.Length - 1 do
            if isUniform[i] then
                match instructions[i].Op with
                | Op.Constant -> NativePtr.set scratch rows[i].Start (Vector<'T> constants[i])
                | Op.Shared ->
                    let number = NativePtr.get (NativePtr.ofNativeInt<'T> shared) instructions[i].Index
                    NativePtr.set scratch rows[i].Start (Vector<'T> number)
                | _ -> operate scratch i 1

    member _.Run(slots: nativeint, shared: nativeint, count: int) =
        use buffer = NativeBuffers.Rent(int64 size' * int64 width * int64 sizeof<'T>)
        let scratch = NativePtr.ofVoidPtr<Vector<'T>> buffer.Pointer
        once scratch shared
        let mutable start = 0

        while start < count do
            let length = min chunk (count - start)

            for i in 0 .. instructions.Length - 1 do
                if not isUniform[i] then
                    if instructions[i].Op = Op.Load then
                        (elements slots instructions[i].Index start length).CopyTo(elementsOf scratch i length)
                    else
                        operate scratch i ((length + width - 1) / width)

            for struct (value, slot) in program.Stores do
                let target = elements slots slot start length

                if isUniform[value] then
                    target.Fill((elementsOf scratch value 1)[0])
                else
                    (elementsOf scratch value length).CopyTo target

            start <- start + chunk

/// A kernel that computes the bits of the emitted ones.
let compile (program: Program) : Kernel =
    let program = Program.check program

    match program.Precision with
    | Precision.Float32 ->
        let runner = Runner<float32> program
        Kernel(fun slots shared count -> runner.Run(slots, shared, count))
    | Precision.Float64 ->
        let runner = Runner<float> program
        Kernel(fun slots shared count -> runner.Run(slots, shared, count))
