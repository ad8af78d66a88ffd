/// The SIMD back end: a program becomes one loop of IL over the neurons of a block, vectors first, the rest one by one.
module internal Neurons.Compile.Emit

open System
open System.Collections.Generic
open System.Reflection
open System.Reflection.Emit
open System.Runtime.Intrinsics
open Neurons

/// Bits of a vector; 0 is scalar code only.
type Width = int

/// The widest vectors that this processor has.
let hardwareWidth: Width =
    if Vector512.IsHardwareAccelerated then 512
    elif Vector256.IsHardwareAccelerated then 256
    elif Vector128.IsHardwareAccelerated then 128
    else 0

/// How the values of a program look in IL: as vectors, or one by one.
[<AbstractClass>]
type private Shape(il: ILGenerator, precision: Precision) =
    member _.IL = il
    member _.Precision = precision
    abstract Value: Type
    abstract Mask: Type
    /// How many neurons a value holds.
    abstract Lanes: int
    abstract Constant: float -> unit
    /// From an address.
    abstract Load: unit -> unit
    /// Of what the second function puts on the stack, to the address that the first does.
    abstract Store: address: (unit -> unit) * value: (unit -> unit) -> unit
    /// A number from the scalar on the stack.
    abstract Broadcast: unit -> unit
    /// The operation on the arguments on the stack.
    abstract Operate: Op -> unit

    /// A choice; each part is emitted by its function.
    abstract Select:
        mask: (unit -> unit) * a: (unit -> unit) * b: (unit -> unit) * aIsZero: bool * bIsZero: bool -> unit

/// What the arithmetic on the bits of a number needs: the size of its fraction, and the magic numbers of Elementary.
let bits precision =
    match precision with
    | Precision.Float32 -> {|
        Shift = 23
        ToPower = 12583039.0
        Exponent = 0x4B000000L
        FromExponent = 8388735.0
        Fraction = 0x007FFFFFL
        One = 0x3F800000L
      |}
    | Precision.Float64 -> {|
        Shift = 52
        ToPower = 6755399441056767.0
        Exponent = 0x4330000000000000L
        FromExponent = 4503599627371519.0
        Fraction = 0x000FFFFFFFFFFFFFL
        One = 0x3FF0000000000000L
      |}

type private Scalars(il: ILGenerator, precision: Precision) =
    inherit Shape(il, precision)
    let single = (precision = Precision.Float32)
    let number = if single then typeof<float32> else typeof<float>

    let math name =
        let owner = if single then typeof<MathF> else typeof<Math>
        il.Emit(OpCodes.Call, owner.GetMethod(name, [| number |]))

    let toBits () =
        let name = if single then "SingleToInt32Bits" else "DoubleToInt64Bits"
        il.Emit(OpCodes.Call, typeof<BitConverter>.GetMethod(name, [| number |]))

    let ofBits () =
        if single then
            il.Emit(OpCodes.Call, typeof<BitConverter>.GetMethod("Int32BitsToSingle", [| typeof<int> |]))
        else
            il.Emit(OpCodes.Call, typeof<BitConverter>.GetMethod("Int64BitsToDouble", [| typeof<int64> |]))

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

    override _.Operate op =
        let bits = bits precision

        match op with
        | Op.Negate -> il.Emit OpCodes.Neg
        | Op.Absolute -> il.Emit(OpCodes.Call, typeof<Math>.GetMethod("Abs", [| number |]))
        | Op.SquareRoot -> math "Sqrt"
        | Op.Add -> il.Emit OpCodes.Add
        | Op.Subtract -> il.Emit OpCodes.Sub
        | Op.Multiply -> il.Emit OpCodes.Mul
        | Op.Divide -> il.Emit OpCodes.Div
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
            constant bits.ToPower
            il.Emit OpCodes.Add
            toBits ()
            il.Emit(OpCodes.Ldc_I4, bits.Shift)
            il.Emit OpCodes.Shl
            ofBits ()
        | Op.Exponent ->
            toBits ()
            il.Emit(OpCodes.Ldc_I4, bits.Shift)
            il.Emit OpCodes.Shr_Un
            integer bits.Exponent
            il.Emit OpCodes.Or
            ofBits ()
            constant bits.FromExponent
            il.Emit OpCodes.Sub
        | Op.Fraction ->
            toBits ()
            integer bits.Fraction
            il.Emit OpCodes.And
            integer bits.One
            il.Emit OpCodes.Or
            ofBits ()
        | Op.Constant
        | Op.Load
        | Op.Shared
        | Op.Select -> invalidOp $"{op} is emitted elsewhere"

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

/// The generic static methods of Vector128, Vector256 or Vector512, which the JIT turns into single instructions.
type private Vectors(il: ILGenerator, precision: Precision, width: Width) =
    inherit Shape(il, precision)
    let single = (precision = Precision.Float32)
    let number = if single then typeof<float32> else typeof<float>
    let integer = if single then typeof<int> else typeof<int64>

    let owner, generic =
        match width with
        | 512 -> typeof<Vector512>, typedefof<Vector512<_>>
        | 256 -> typeof<Vector256>, typedefof<Vector256<_>>
        | _ -> typeof<Vector128>, typedefof<Vector128<_>>

    let vector = generic.MakeGenericType number

    let methods = owner.GetMethods(BindingFlags.Public ||| BindingFlags.Static)

    /// The overload whose parameters are vectors or, at the places named, something else.
    let call name (arguments: Type[]) (plain: int -> bool) =
        let fits (m: MethodInfo) =
            m.Name = name
            && m.IsGenericMethodDefinition
            && m.GetGenericArguments().Length = arguments.Length
            && m.GetParameters()
               |> Seq.indexed
               |> Seq.forall (fun (k, p) -> plain k <> (p.ParameterType.IsGenericType && not p.ParameterType.IsPointer))

        let found = methods |> Array.find fits
        il.Emit(OpCodes.Call, found.MakeGenericMethod arguments)

    let on name = call name [| number |] (fun _ -> false)
    let cast from into = call "As" [| from; into |] (fun _ -> false)

    let create (element: Type) = il.Emit(OpCodes.Call, owner.GetMethod("Create", [| element |]))

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
        il.Emit(OpCodes.Call, owner.GetMethod(name, [| generic.MakeGenericType integer; typeof<int> |]))

    let combine name = call name [| integer |] (fun _ -> false)

    override _.Value = vector
    override _.Mask = vector
    override _.Lanes = width / 8 / Precision.size precision
    override _.Constant value = constant value
    override _.Load() = call "Load" [| number |] (fun _ -> true)

    override _.Store(address, value) =
        value ()
        address ()
        call "Store" [| number |] (fun k -> k = 1)

    override _.Broadcast() = create number

    override _.Operate op =
        let bits = bits precision

        match op with
        | Op.Negate -> on "Negate"
        | Op.Absolute -> on "Abs"
        | Op.SquareRoot -> on "Sqrt"
        | Op.Add -> on "Add"
        | Op.Subtract -> on "Subtract"
        | Op.Multiply -> on "Multiply"
        | Op.Divide -> on "Divide"
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
            constant bits.ToPower
            on "Add"
            cast number integer
            shift "ShiftLeft"
            cast integer number
        | Op.Exponent ->
            cast number integer
            shift "ShiftRightLogical"
            integers bits.Exponent
            combine "BitwiseOr"
            cast integer number
            constant bits.FromExponent
            on "Subtract"
        | Op.Fraction ->
            cast number integer
            integers bits.Fraction
            combine "BitwiseAnd"
            integers bits.One
            combine "BitwiseOr"
            cast integer number
        | Op.Constant
        | Op.Load
        | Op.Shared
        | Op.Select -> invalidOp $"{op} is emitted elsewhere"

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

/// The uses of each instruction, and which are computed where they are used: those used once, so that the JIT sees whole
/// expressions. A value to be stored is not, since a store may overwrite what it loads.
let private planned (program: Program) (hoisted: bool[]) =
    let uses = Array.zeroCreate program.Instructions.Length

    for it in program.Instructions do
        for a in [| it.A; it.B; it.C |] do
            if a >= 0 then
                uses[a] <- uses[a] + 1

    let stored = HashSet<int>()

    for struct (value, _) in program.Stores do
        stored.Add value |> ignore

    program.Instructions
    |> Array.mapi (fun i it -> it.Op = Op.Constant || (not hoisted[i] && uses[i] = 1 && not (stored.Contains i)))

/// Emits the body of the loop for one element or vector at the byte offset `offset`.
let private body
    (shape: Shape)
    (program: Program)
    (hoisted: bool[])
    (inline': bool[])
    (bases: LocalBuilder[])
    (offset: LocalBuilder)
    (locals: LocalBuilder[])
    =
    let il = shape.IL
    let instructions = program.Instructions

    // The last instruction that reads each local, by which a local is used again for another value.
    let last = Array.create instructions.Length -1

    let rec read at a =
        if a >= 0 then
            if inline'[a] then
                read at instructions[a].A
                read at instructions[a].B
                read at instructions[a].C
            else
                last[a] <- at

    instructions
    |> Array.iteri (fun i it ->
        if not inline'[i] then
            read i it.A
            read i it.B
            read i it.C)

    for struct (value, _) in program.Stores do
        read Int32.MaxValue value

    let free = Dictionary<Type, Stack<LocalBuilder>>()

    let take (kind: Type) =
        match free.TryGetValue kind with
        | true, stack when stack.Count > 0 -> stack.Pop()
        | _ -> il.DeclareLocal kind

    let release (local: LocalBuilder) =
        match free.TryGetValue local.LocalType with
        | true, stack -> stack.Push local
        | _ ->
            let stack = Stack()
            stack.Push local
            free[local.LocalType] <- stack

    let isZero a =
        instructions[a].Op = Op.Constant && BitConverter.DoubleToInt64Bits instructions[a].Value = 0L

    let address slot =
        il.Emit(OpCodes.Ldloc, bases[slot])
        il.Emit(OpCodes.Ldloc, offset)
        il.Emit OpCodes.Add

    let rec value a = if inline'[a] then compute a else il.Emit(OpCodes.Ldloc, locals[a])

    and compute i =
        let it = instructions[i]

        match it.Op with
        | Op.Constant -> shape.Constant it.Value
        | Op.Load ->
            address it.Index
            shape.Load()
        | Op.Shared ->
            il.Emit OpCodes.Ldarg_1
            il.Emit(OpCodes.Ldc_I4, it.Index * Precision.size program.Precision)
            il.Emit OpCodes.Conv_I
            il.Emit OpCodes.Add

            il.Emit(
                if program.Precision = Precision.Float32 then
                    OpCodes.Ldind_R4
                else
                    OpCodes.Ldind_R8
            )

            shape.Broadcast()
        | Op.Select ->
            shape.Select(
                (fun () -> value it.A),
                (fun () -> value it.B),
                (fun () -> value it.C),
                isZero it.B,
                isZero it.C
            )
        | op ->
            for k, a in [| 0, it.A; 1, it.B |] do
                if k < Instruction.arguments it then
                    value a

            shape.Operate op

    let kind i = if Instruction.isMask instructions[i] then shape.Mask else shape.Value

    let materialise i =
        compute i

        for a in 0 .. i - 1 do
            if last[a] = i && not hoisted[a] && not (isNull locals[a]) then
                release locals[a]
                last[a] <- -1

        locals[i] <- take (kind i)
        il.Emit(OpCodes.Stloc, locals[i])

    {|
        Hoist =
            fun () ->
                for i in 0 .. instructions.Length - 1 do
                    if hoisted[i] && not inline'[i] then
                        compute i
                        locals[i] <- il.DeclareLocal(kind i)
                        il.Emit(OpCodes.Stloc, locals[i])
        Loop =
            fun () ->
                for i in 0 .. instructions.Length - 1 do
                    if not hoisted[i] && not inline'[i] then
                        materialise i

                for struct (stored, slot) in program.Stores do
                    shape.Store((fun () -> address slot), (fun () -> value stored))
    |}

/// Compiles a program for vectors of the given width (0: scalar code only).
let compile (width: Width) (program: Program) : Kernel =
    let program = Program.check program
    let hoisted = Program.isUniformOverNeurons program
    let inline' = planned program hoisted

    let kernel =
        DynamicMethod(
            "kernel",
            typeof<Void>,
            [| typeof<nativeint>; typeof<nativeint>; typeof<int> |],
            typeof<Kernel>.Module,
            true
        )

    kernel.InitLocals <- false
    let il = kernel.GetILGenerator()

    let bases =
        Array.init program.Slots (fun slot ->
            let local = il.DeclareLocal typeof<nativeint>
            il.Emit OpCodes.Ldarg_0
            il.Emit(OpCodes.Ldc_I4, slot * sizeof<nativeint>)
            il.Emit OpCodes.Conv_I
            il.Emit OpCodes.Add
            il.Emit OpCodes.Ldind_I
            il.Emit(OpCodes.Stloc, local)
            local)

    let offset = il.DeclareLocal typeof<nativeint>
    let limit = il.DeclareLocal typeof<nativeint>
    il.Emit OpCodes.Ldc_I4_0
    il.Emit OpCodes.Conv_I
    il.Emit(OpCodes.Stloc, offset)

    /// The loop over as many whole values of a shape as there are left.
    let loop (shape: Shape) =
        let bytes = Precision.size program.Precision
        let locals = Array.zeroCreate program.Instructions.Length
        let parts = body shape program hoisted inline' bases offset locals
        parts.Hoist()
        let test = il.DefineLabel()
        let start = il.DefineLabel()
        // the last offset at which a whole value fits
        il.Emit OpCodes.Ldarg_2
        il.Emit(OpCodes.Ldc_I4, shape.Lanes)
        il.Emit OpCodes.Sub
        il.Emit(OpCodes.Ldc_I4, bytes)
        il.Emit OpCodes.Mul
        il.Emit OpCodes.Conv_I
        il.Emit(OpCodes.Stloc, limit)
        il.Emit(OpCodes.Br, test)
        il.MarkLabel start
        parts.Loop()
        il.Emit(OpCodes.Ldloc, offset)
        il.Emit(OpCodes.Ldc_I4, shape.Lanes * bytes)
        il.Emit OpCodes.Conv_I
        il.Emit OpCodes.Add
        il.Emit(OpCodes.Stloc, offset)
        il.MarkLabel test
        il.Emit(OpCodes.Ldloc, offset)
        il.Emit(OpCodes.Ldloc, limit)
        il.Emit(OpCodes.Ble, start)

    if width > 0 then
        loop (Vectors(il, program.Precision, width))

    loop (Scalars(il, program.Precision))
    il.Emit OpCodes.Ret
    kernel.CreateDelegate typeof<Kernel> :?> Kernel
