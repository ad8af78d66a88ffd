namespace Neurons.Compile

open System
open System.Reflection.Emit
open System.Runtime.InteropServices
open Neurons
open Neurons.Compile.Lanes

module private Masks =
    /// All bits, and then none: loads from in between them are masks of the first lanes.
    let table: byte[] =
        let table = GC.AllocateArray(128, pinned = true)
        Array.fill table 0 64 255uy
        table

/// The neurons from the second argument of a loop up to its third, fewer than fill a vector: nothing is read or written behind them.
[<Sealed>]
type internal PartOfVector(il: ILGenerator, precision: Precision, width: Width) =
    inherit Vectors(il, precision, width)
    let number = if precision = Precision.Float32 then typeof<float32> else typeof<float>
    let pointer = number.MakePointerType()
    let struct (vector, _) = vectorTypes width precision
    let methods = (masking width).Value
    let mask = il.DeclareLocal vector
    let call name (parameters: Type[]) = il.Emit(OpCodes.Call, find name parameters methods)

    /// Whether there are instructions for that.
    static member IsSupported(width: Width) = (masking width).IsSome

    override s.Begin() =
        il.Emit(OpCodes.Ldc_I8, int64 (Marshal.UnsafeAddrOfPinnedArrayElement(Masks.table, 64)))
        il.Emit OpCodes.Conv_I
        il.Emit OpCodes.Ldarg_3
        il.Emit OpCodes.Ldarg_2
        il.Emit OpCodes.Sub
        il.Emit(OpCodes.Ldc_I4, Precision.size precision)
        il.Emit OpCodes.Mul
        il.Emit OpCodes.Conv_I
        il.Emit OpCodes.Sub
        base.Load()
        il.Emit(OpCodes.Stloc, mask)

    override s.Load() =
        il.Emit(OpCodes.Ldloc, mask)

        if width = 512 then
            s.Constant 0.0
            call "MaskLoad" [| pointer; vector; vector |]
        else
            call "MaskLoad" [| pointer; vector |]

    override _.Store(address, value) =
        address ()
        il.Emit(OpCodes.Ldloc, mask)
        value ()
        call "MaskStore" [| pointer; vector; vector |]
