/// How the values of a program look in IL: as vectors, or one by one.
module internal Neurons.Compile.Lanes

open System
open System.Diagnostics.CodeAnalysis
open System.Reflection
open System.Reflection.Emit
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open Neurons

/// Bits of a vector; 0 is scalar code only.
type Width = int

/// The operations of a back end on the evaluation stack.
[<AbstractClass>]
type Shape(il: ILGenerator, precision: Precision) =
    member _.IL = il
    member _.Precision = precision
    abstract Value: Type
    abstract Mask: Type
    /// How many neurons a value holds.
    abstract Lanes: int
    /// Once before the loop.
    abstract Begin: unit -> unit
    default _.Begin() = ()
    abstract Constant: float -> unit
    /// From an address.
    abstract Load: unit -> unit
    /// Of what the second function puts on the stack, to the address that the first does.
    abstract Store: address: (unit -> unit) * value: (unit -> unit) -> unit
    /// A number from the scalar on the stack.
    abstract Broadcast: unit -> unit
    /// Once before the loop: memory for so many operands, of which the address comes onto the stack.
    abstract Operands: count: int -> unit
    /// Of what the second function puts on the stack, in all lanes.
    abstract StoreOperand: address: (unit -> unit) * value: (unit -> unit) -> unit
    /// From an address, each time anew: the instruction that wants it reads it.
    abstract LoadOperand: unit -> unit
    /// The operation on the arguments on the stack; Minimum and Maximum want the second before the first.
    abstract Operate: Op -> unit

    /// A choice; each part is emitted by its function.
    abstract Select:
        mask: (unit -> unit) * a: (unit -> unit) * b: (unit -> unit) * aIsZero: bool * bIsZero: bool -> unit

    /// Minimum or maximum by comparison.
    member s.Extreme(op: Op) =
        let a, b = il.DeclareLocal s.Value, il.DeclareLocal s.Value
        let read (local: LocalBuilder) () = il.Emit(OpCodes.Ldloc, local)
        il.Emit(OpCodes.Stloc, a)
        il.Emit(OpCodes.Stloc, b)

        let isLess () =
            read (if op = Op.Minimum then b else a) ()
            read (if op = Op.Minimum then a else b) ()
            s.Operate Op.Less

        s.Select(isLess, read b, read a, false, false)

/// What the arithmetic on the bits of a number needs: the size of its fraction, and the magic numbers of Elementary.
let bits precision =
    match precision with
    | Precision.Float32 -> {|
        Shift = 23
        Exponent = 0x4B000000L
        FromExponent = 8388735.0
        Fraction = 0x007FFFFFL
        One = 0x3F800000L
        SqrtHalf = 0x3F3504F3L
      |}
    | Precision.Float64 -> {|
        Shift = 52
        Exponent = 0x4330000000000000L
        FromExponent = 4503599627371519.0
        Fraction = 0x000FFFFFFFFFFFFFL
        One = 0x3FF0000000000000L
        SqrtHalf = 0x3FE6A09E667F3BCDL
      |}

type Scalars(il: ILGenerator, precision: Precision) =
    inherit Shape(il, precision)
    let single = (precision = Precision.Float32)
    let number = if single then typeof<float32> else typeof<float>

    let call (method: MethodInfo) = il.Emit(OpCodes.Call, method)

    // Each method is found by constants, so that a trimmed application keeps it.
    let toBits () =
        if single then
            call (typeof<BitConverter>.GetMethod("SingleToInt32Bits", [| typeof<float32> |]))
        else
            call (typeof<BitConverter>.GetMethod("DoubleToInt64Bits", [| typeof<float> |]))

    let ofBits () =
        if single then
            call (typeof<BitConverter>.GetMethod("Int32BitsToSingle", [| typeof<int> |]))
        else
            call (typeof<BitConverter>.GetMethod("Int64BitsToDouble", [| typeof<int64> |]))

    let integer (value: int64) =
        if single then
            il.Emit(OpCodes.Ldc_I4, int value)
        else
            il.Emit(OpCodes.Ldc_I8, value)

    let constant (value: float) =
        if single then
            il.Emit(OpCodes.Ldc_R4, float32 value)
        else
            il.Emit(OpCodes.Ldc_R8, value)

    let not () =
        il.Emit OpCodes.Ldc_I4_0
        il.Emit OpCodes.Ceq

    override _.Value = number
    override _.Mask = typeof<int>
    override _.Lanes = 1
    override _.Constant value = constant value
    override _.Load() = il.Emit(if single then OpCodes.Ldind_R4 else OpCodes.Ldind_R8)

    override _.Store(address, value) =
        address ()
        value ()
        il.Emit(if single then OpCodes.Stind_R4 else OpCodes.Stind_R8)

    override _.Broadcast() = ()

    override _.Operands _ = invalidOp "Scalars have no operands in memory."
    override _.StoreOperand(_, _) = invalidOp "Scalars have no operands in memory."
    override _.LoadOperand() = invalidOp "Scalars have no operands in memory."

    override s.Operate op =
        let bits = bits precision

        match op with
        | Op.Negate -> il.Emit OpCodes.Neg
        | Op.Absolute -> call (typeof<Math>.GetMethod("Abs", [| number |]))
        | Op.SquareRoot when single -> call (typeof<MathF>.GetMethod("Sqrt", [| typeof<float32> |]))
        | Op.SquareRoot -> call (typeof<Math>.GetMethod("Sqrt", [| typeof<float> |]))
        | Op.Add -> il.Emit OpCodes.Add
        | Op.Subtract -> il.Emit OpCodes.Sub
        | Op.Multiply -> il.Emit OpCodes.Mul
        | Op.Divide -> il.Emit OpCodes.Div
        | Op.Minimum
        | Op.Maximum -> s.Extreme op
        | Op.Less -> il.Emit OpCodes.Clt
        | Op.LessOrEqual ->
            il.Emit OpCodes.Cgt_Un
            not ()
        | Op.Equal -> il.Emit OpCodes.Ceq
        | Op.NotEqual ->
            il.Emit OpCodes.Ceq
            not ()
        | Op.Number -> il.Emit(if single then OpCodes.Conv_R4 else OpCodes.Conv_R8)
        | Op.PowerOfTwo ->
            toBits ()
            il.Emit(OpCodes.Ldc_I4, bits.Shift)
            il.Emit OpCodes.Shl
            ofBits ()
        | Op.Exponent ->
            toBits ()
            integer (bits.One - bits.SqrtHalf)
            il.Emit OpCodes.Add
            il.Emit(OpCodes.Ldc_I4, bits.Shift)
            il.Emit OpCodes.Shr_Un
            integer bits.Exponent
            il.Emit OpCodes.Or
            ofBits ()
            constant bits.FromExponent
            il.Emit OpCodes.Sub
        | Op.Fraction ->
            toBits ()
            integer (bits.One - bits.SqrtHalf)
            il.Emit OpCodes.Add
            integer bits.Fraction
            il.Emit OpCodes.And
            integer bits.SqrtHalf
            il.Emit OpCodes.Add
            ofBits ()
        | Op.Constant
        | Op.Load
        | Op.Shared
        | Op.Select -> invalidOp $"%s{string op} is emitted elsewhere"

    override _.Select(mask, a, b, _, _) =
        let otherwise = il.DefineLabel()
        let finish = il.DefineLabel()
        mask ()
        il.Emit(OpCodes.Brfalse, otherwise)
        a ()
        il.Emit(OpCodes.Br, finish)
        il.MarkLabel otherwise
        b ()
        il.MarkLabel finish

/// The static methods of a type; a trimmed application keeps them where the type is named.
let private methodsOf ([<DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)>] owner: Type) =
    owner.GetMethods(BindingFlags.Public ||| BindingFlags.Static)

/// The method of a name that takes just these types.
let find name (parameters: Type[]) (methods: MethodInfo[]) =
    methods
    |> Array.find (fun m ->
        m.Name = name
        && not m.IsGenericMethodDefinition
        && m.GetParameters() |> Array.map _.ParameterType = parameters)

[<UnconditionalSuppressMessage("Trimming",
                               "IL2060",
                               Justification = "The type parameters of vectors ask for no members.")>]
// inlined, it would be outside of what is suppressed
[<MethodImpl(MethodImplOptions.NoInlining)>]
let private instantiate (arguments: Type[]) (generic: MethodInfo) = generic.MakeGenericMethod arguments

/// The vectors of a width, of numbers and of integers as long.
let vectorTypes (width: Width) precision =
    match width, precision with
    | 512, Precision.Float32 -> struct (typeof<Vector512<float32>>, typeof<Vector512<int>>)
    | 512, Precision.Float64 -> struct (typeof<Vector512<float>>, typeof<Vector512<int64>>)
    | 256, Precision.Float32 -> struct (typeof<Vector256<float32>>, typeof<Vector256<int>>)
    | 256, Precision.Float64 -> struct (typeof<Vector256<float>>, typeof<Vector256<int64>>)
    | _, Precision.Float32 -> struct (typeof<Vector128<float32>>, typeof<Vector128<int>>)
    | _, Precision.Float64 -> struct (typeof<Vector128<float>>, typeof<Vector128<int64>>)

/// The static methods of Vector128, Vector256 or Vector512, which the JIT turns into single instructions.
let private vectorMethods (width: Width) =
    match width with
    | 512 -> methodsOf typeof<Vector512>
    | 256 -> methodsOf typeof<Vector256>
    | _ -> methodsOf typeof<Vector128>

/// The instructions of x86 that take vectors of a width in parts.
let masking (width: Width) =
    match width with
    | 512 when Avx512F.IsSupported -> Some(methodsOf typeof<Avx512F>)
    | 128
    | 256 when Avx.IsSupported -> Some(methodsOf typeof<Avx>)
    | _ -> None

/// The instruction of x86 is just our minimum: the second operand (our first) unless the first is less.
let private extremes (width: Width) precision =
    match width with
    | 256
    | 512 -> masking width
    | 128 when Sse2.IsSupported && precision = Precision.Float32 -> Some(methodsOf typeof<Sse>)
    | 128 when Sse2.IsSupported -> Some(methodsOf typeof<Sse2>)
    | _ -> None

type Vectors(il: ILGenerator, precision: Precision, width: Width) =
    inherit Shape(il, precision)
    let single = (precision = Precision.Float32)
    let number = if single then typeof<float32> else typeof<float>
    let integer = if single then typeof<int> else typeof<int64>
    let struct (vector, integerVector) = vectorTypes width precision
    let methods = vectorMethods width
    let extremes = extremes width precision

    /// The overload whose parameters are vectors or, at the places named, something else.
    let call name (arguments: Type[]) (plain: int -> bool) =
        let fits (m: MethodInfo) =
            m.Name = name
            && m.IsGenericMethodDefinition
            && m.GetGenericArguments().Length = arguments.Length
            && m.GetParameters()
               |> Seq.indexed
               |> Seq.forall (fun (k, p) -> plain k <> (p.ParameterType.IsGenericType && not p.ParameterType.IsPointer))

        il.Emit(OpCodes.Call, methods |> Array.find fits |> instantiate arguments)

    let on name = call name [| number |] (fun _ -> false)
    let cast from into = call "As" [| from; into |] (fun _ -> false)

    let create (element: Type) = il.Emit(OpCodes.Call, find "Create" [| element |] methods)

    let constant (value: float) =
        if single then
            il.Emit(OpCodes.Ldc_R4, float32 value)
        else
            il.Emit(OpCodes.Ldc_R8, value)

        create number

    let integers (value: int64) =
        if single then
            il.Emit(OpCodes.Ldc_I4, int value)
        else
            il.Emit(OpCodes.Ldc_I8, value)

        create integer

    let shift name =
        il.Emit(OpCodes.Ldc_I4, (bits precision).Shift)
        il.Emit(OpCodes.Call, find name [| integerVector; typeof<int> |] methods)

    let combine name = call name [| integer |] (fun _ -> false)

    let store (address: unit -> unit) (value: unit -> unit) =
        value ()
        address ()
        call "Store" [| number |] (fun k -> k = 1)

    override _.Value = vector
    override _.Mask = vector
    override _.Lanes = width / 8 / Precision.size precision
    override _.Constant value = constant value
    override _.Load() = call "Load" [| number |] (fun _ -> true)
    override _.Store(address, value) = store address value
    override _.Broadcast() = create number

    override _.Operands count =
        let bytes = width / 8
        // one more, as none may lie across cache lines
        il.Emit(OpCodes.Ldc_I4, (count + 1) * bytes)
        il.Emit OpCodes.Conv_U
        il.Emit OpCodes.Localloc
        il.Emit(OpCodes.Ldc_I4, bytes - 1)
        il.Emit OpCodes.Conv_I
        il.Emit OpCodes.Add
        il.Emit(OpCodes.Ldc_I4, -bytes)
        il.Emit OpCodes.Conv_I
        il.Emit OpCodes.And

    override _.StoreOperand(address, value) = store address value

    override _.LoadOperand() =
        // of equal reads that are not volatile, the JIT keeps the first in a register
        il.Emit OpCodes.Volatile
        il.Emit(OpCodes.Ldobj, vector)

    override s.Operate op =
        let bits = bits precision

        match op with
        | Op.Negate -> on "Negate"
        | Op.Absolute -> on "Abs"
        | Op.SquareRoot -> on "Sqrt"
        | Op.Add -> on "Add"
        | Op.Subtract -> on "Subtract"
        | Op.Multiply -> on "Multiply"
        | Op.Divide -> on "Divide"
        | Op.Minimum
        | Op.Maximum ->
            match extremes with
            | None -> s.Extreme op
            | Some methods ->
                il.Emit(OpCodes.Call, find (if op = Op.Minimum then "Min" else "Max") [| vector; vector |] methods)
        | Op.Less -> on "LessThan"
        | Op.LessOrEqual -> on "LessThanOrEqual"
        | Op.Equal -> on "Equals"
        | Op.NotEqual ->
            on "Equals"
            on "OnesComplement"
        | Op.Number ->
            constant 1.0
            on "BitwiseAnd"
        | Op.PowerOfTwo ->
            cast number integer
            shift "ShiftLeft"
            cast integer number
        | Op.Exponent ->
            cast number integer
            integers (bits.One - bits.SqrtHalf)
            combine "Add"
            shift "ShiftRightLogical"
            integers bits.Exponent
            combine "BitwiseOr"
            cast integer number
            constant bits.FromExponent
            on "Subtract"
        | Op.Fraction ->
            cast number integer
            integers (bits.One - bits.SqrtHalf)
            combine "Add"
            integers bits.Fraction
            combine "BitwiseAnd"
            integers bits.SqrtHalf
            combine "Add"
            cast integer number
        | Op.Constant
        | Op.Load
        | Op.Shared
        | Op.Select -> invalidOp $"%s{string op} is emitted elsewhere"

    override _.Select(mask, a, b, aIsZero, bIsZero) =
        if bIsZero then
            a ()
            mask ()
            on "BitwiseAnd"
        elif aIsZero then
            b ()
            mask ()
            on "AndNot"
        else
            mask ()
            a ()
            b ()
            on "ConditionalSelect"
