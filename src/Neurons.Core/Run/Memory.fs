namespace Neurons.Run

open System
open System.Runtime.CompilerServices
open Microsoft.FSharp.NativeInterop
open Neurons

/// A sequence of rows in memory, one a step. The stride, in bytes, is 0 where all steps share one row.
[<Struct>]
type internal Rows = {
    First: nativeint
    Stride: nativeint
} with

    /// The row of a step, from a byte offset on.
    member inline r.At(step: int, offset: nativeint) = r.First + nativeint step * r.Stride + offset

    /// One row for all steps.
    static member One(row: nativeint) : Rows = { First = row; Stride = 0n }

    /// Whether there are rows, one for each step.
    member r.Moves = r.First <> 0n && r.Stride <> 0n

    /// How many of them move on from step to step.
    static member Moving(rows: Rows[]) =
        let mutable moving = 0

        for r in rows do
            if r.Moves then
                moving <- moving + 1

        moving

/// Rows that are computed where they are needed, for some neurons and steps at a time: for where that is quicker than to read them.
[<AllowNullLiteral>]
type IComputedRows =
    /// Writes the rows of the steps from `first` up to `until` for so many neurons from `start` on: the first to the address `target`, each
    /// next one so many bytes further. Called by several threads at once.
    abstract Fill: start: int * count: int * first: int * until: int * target: nativeint * stride: nativeint -> unit

/// The values of a parameter, in the precision of the kernel: those of neuron n stand at n mod `Period` (the batch repeats them).
[<Struct>]
type internal ParameterRow = { Values: nativeint; Period: int }

module internal Memory =
    let inline get (table: nativeint) (index: int) : nativeint =
        NativePtr.get (NativePtr.ofNativeInt<nativeint> table) index

    let inline set (table: nativeint) (index: int) (target: nativeint) =
        NativePtr.set (NativePtr.ofNativeInt<nativeint> table) index target

    let inline pointer<'T when 'T: unmanaged> (start: nativeint) = NativePtr.ofNativeInt<'T> start

    let span<'T when 'T: unmanaged> (start: nativeint) (count: int) =
        Span<'T>(NativePtr.toVoidPtr (NativePtr.ofNativeInt<'T> start), count)

    let clear (target: nativeint) (bytes: nativeint) = (span<byte> target (int bytes)).Clear()

    let copy (source: nativeint) (target: nativeint) (bytes: nativeint) =
        Buffer.MemoryCopy(
            NativePtr.toVoidPtr (NativePtr.ofNativeInt<byte> source),
            NativePtr.toVoidPtr (NativePtr.ofNativeInt<byte> target),
            int64 bytes,
            int64 bytes
        )

    /// Writes a number in the precision of the kernel.
    let write precision (target: nativeint) (index: int) (value: float) =
        match precision with
        | Precision.Float32 -> NativePtr.set (NativePtr.ofNativeInt<float32> target) index (float32 value)
        | Precision.Float64 -> NativePtr.set (NativePtr.ofNativeInt<float> target) index value

    /// Writes so many copies of the number at `source`.
    let fill precision (target: nativeint) (count: int) (source: nativeint) =
        match precision with
        | Precision.Float32 -> (span<float32> target count).Fill(NativePtr.read (NativePtr.ofNativeInt<float32> source))
        | Precision.Float64 -> (span<float> target count).Fill(NativePtr.read (NativePtr.ofNativeInt<float> source))

    /// Bytes, rounded up so that what follows starts on a cache line of its own.
    let aligned (bytes: nativeint) = (bytes + 63n) &&& ~~~63n

    /// Rows that a step touches side by side must not lie at the same place in their pages: a first cache holds only a few such lines, and
    /// a processor holds back a load from just below the place of an earlier store. From row to row the place moves by this much.
    let stagger = 1344n

    /// The distance of the rows of scratch memory, which are to hold so many bytes.
    let rowStride (bytes: nativeint) =
        let pages = bytes / 4096n * 4096n
        let left = bytes - pages

        if left <= stagger then pages + stagger
        elif left <= 2n * stagger then pages + 2n * stagger
        else pages + 4096n + stagger

    /// The values of a parameter for the neurons from `start` on: where they lie if side by side, else copied.
    let parameterBlock (row: ParameterRow) (elementSize: nativeint) (start: int) (count: int) (scratch: nativeint) =
        let position = start % row.Period

        if position + count <= row.Period then
            row.Values + nativeint position * elementSize
        else
            let mutable filled = 0
            let mutable at = position

            while filled < count do
                let run = min (count - filled) (row.Period - at)
                let bytes = nativeint run * elementSize
                copy (row.Values + nativeint at * elementSize) (scratch + nativeint filled * elementSize) bytes
                filled <- filled + run
                at <- 0

            scratch

/// Hands out consecutive, aligned parts of a block of memory.
[<Struct>]
type internal Arena =
    val mutable Next: nativeint
    new(start) = { Next = start }

    member a.Take(bytes: nativeint) =
        let here = a.Next
        a.Next <- a.Next + Memory.aligned bytes
        here

    /// Goes on at the place in a page that a row has which follows the given one; takes less than a page.
    member a.Follow(row: nativeint) =
        let place = (row + Memory.stagger - a.Next) &&& 4095n
        a.Next <- a.Next + (place &&& ~~~63n)

/// The slots whose rows move on with time: after each step, every pointer goes on by its stride.
[<Struct>]
type internal Moves =
    val mutable Count: int
    val Table: nativeint
    new(table) = { Count = 0; Table = table }

    /// Points a slot to its first row, to be moved by `stride` bytes after each step.
    member m.Add(slots: nativeint, slot: int, first: nativeint, stride: nativeint) =
        Memory.set slots slot first

        if stride <> 0n then
            Memory.set m.Table (2 * m.Count) (slots + 8n * nativeint slot)
            Memory.set m.Table (2 * m.Count + 1) stride
            m.Count <- m.Count + 1

    [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
    member m.Advance() =
        for k in 0 .. m.Count - 1 do
            let place = Memory.get m.Table (2 * k)
            Memory.set place 0 (Memory.get place 0 + Memory.get m.Table (2 * k + 1))
