/// The SIMD back end: a program becomes a loop of IL over the neurons of a block as vectors, and one for the rest: part of a vector, or one by one.
module internal Neurons.Compile.Emit

open System
open System.Collections.Generic
open System.Reflection.Emit
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open Neurons
open Neurons.Compile.Lanes
open Neurons.Compile.Registers

/// The widest vectors that this processor has.
let hardwareWidth: Width =
    if Vector512.IsHardwareAccelerated then 512
    elif Vector256.IsHardwareAccelerated then 256
    elif Vector128.IsHardwareAccelerated then 128
    else 0

/// The uses of each instruction, and which are computed where they are used: those used once, so that the JIT sees whole
/// expressions. A value to be stored is not, since a store may overwrite what it loads.
let private planned (program: Program) (hoisted: bool[]) (isScheduled: bool) =
    let uses = Array.zeroCreate program.Instructions.Length

    for it in program.Instructions do
        for a in Instruction.operands it do
            uses[a] <- uses[a] + 1

    let stored = HashSet<int>()

    for struct (value, _) in program.Stores do
        stored.Add value |> ignore

    program.Instructions
    |> Array.mapi (fun i it ->
        it.Op = Op.Constant
        || not hoisted[i]
           && (it.Op = Op.Shared
               || uses[i] = 1
                  && not (stored.Contains i)
                  && (not isScheduled || it.Op = Op.Load || Instruction.isMask it)))

/// Emits the body of the loop for one element or vector at the byte offset `offset`; where there are more slots than `bases`, for the next ones, too.
let private body
    (shape: Shape)
    (program: Program)
    (hoisted: bool[])
    (inline': bool[])
    (places: int[])
    (bases: LocalBuilder[])
    (offset: LocalBuilder)
    (locals: LocalBuilder[])
    =
    let il = shape.IL
    let instructions = program.Instructions

    // The last instruction that reads each local, by which a local is used again for another value.
    let last = Array.create instructions.Length -1

    let rec read at a =
        if places[a] >= 0 then
            ()
        elif inline'[a] then
            Instruction.operands instructions[a] |> Array.iter (read at)
        else
            last[a] <- at

    instructions
    |> Array.iteri (fun i it ->
        if not inline'[i] then
            Instruction.operands it |> Array.iter (read i))

    let early, late =
        program.Stores |> Array.partition (fun (struct (_, slot)) -> Array.contains slot program.Early)

    for struct (value, _) in early do
        last[value] <- max last[value] value

    for struct (value, _) in late do
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

    let isZero a = isZero instructions[a]
    let bytes = shape.Lanes * Precision.size program.Precision
    let table = il.DeclareLocal typeof<nativeint>

    let further bytes =
        if bytes > 0 then
            il.Emit(OpCodes.Ldc_I4, bytes)
            il.Emit OpCodes.Conv_I
            il.Emit OpCodes.Add

    let address slot =
        il.Emit(OpCodes.Ldloc, bases[slot % bases.Length])
        il.Emit(OpCodes.Ldloc, offset)
        il.Emit OpCodes.Add
        further (slot / bases.Length * bytes)

    let operand i =
        il.Emit(OpCodes.Ldloc, table)
        further (places[i] * bytes)

    let rec value a =
        if places[a] >= 0 then
            operand a
            shape.LoadOperand()
        elif inline'[a] then
            compute a
        else
            il.Emit(OpCodes.Ldloc, locals[a])

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
        | Op.Minimum
        | Op.Maximum ->
            value it.B
            value it.A
            shape.Operate it.Op
        | Op.Add
        | Op.Multiply ->
            // an operand in memory is the second
            let first, second = if places[it.A] >= 0 then it.B, it.A else it.A, it.B
            value first
            value second
            shape.Operate it.Op
        | Op.Negate
        | Op.Absolute
        | Op.SquareRoot
        | Op.Subtract
        | Op.Divide
        | Op.PowerOfTwo
        | Op.Exponent
        | Op.Fraction
        | Op.Less
        | Op.LessOrEqual
        | Op.Equal
        | Op.NotEqual
        | Op.Number ->
            for a in Instruction.operands it do
                value a

            shape.Operate it.Op

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
                if Array.exists (fun place -> place >= 0) places then
                    shape.Operands(Array.max places + 1)
                    il.Emit(OpCodes.Stloc, table)

                for i in 0 .. instructions.Length - 1 do
                    if places[i] >= 0 then
                        shape.StoreOperand((fun () -> operand i), (fun () -> compute i))
                    elif hoisted[i] && not inline'[i] then
                        compute i
                        locals[i] <- il.DeclareLocal(kind i)
                        il.Emit(OpCodes.Stloc, locals[i])
        Loop =
            fun () ->
                let store (struct (stored, slot)) = shape.Store((fun () -> address slot), (fun () -> value stored))

                for i in 0 .. instructions.Length - 1 do
                    let isComputed = places[i] < 0 && not hoisted[i] && not inline'[i]

                    if isComputed then
                        materialise i

                    early |> Array.filter (fun (struct (stored, _)) -> stored = i) |> Array.iter store

                    if isComputed && last[i] = i then
                        release locals[i]

                Array.iter store late
    |}

/// The neurons from `first` up to `until`, as far as they fill whole values of the shape.
type private Loop = delegate of slots: nativeint * shared: nativeint * first: int * until: int -> unit

/// A method with the loop over so many values of a shape at a time. Each shape has a method of its own, as the JIT does not do well with long ones.
let private loop
    (makeShape: ILGenerator -> Shape)
    (times: int)
    (isScheduled: bool)
    (places: int[])
    (program: Program)
    : Loop =
    let hoisted = beforeLoop program
    let inline' = planned program hoisted isScheduled
    let parameters = [| typeof<nativeint>; typeof<nativeint>; typeof<int>; typeof<int> |]
    let method = DynamicMethod("kernel", typeof<Void>, parameters, typeof<Kernel>.Module, true)
    method.InitLocals <- false
    let il = method.GetILGenerator()
    let shape = makeShape il

    let bases =
        Array.init (program.Slots / times) (fun slot ->
            let local = il.DeclareLocal typeof<nativeint>
            il.Emit OpCodes.Ldarg_0
            il.Emit(OpCodes.Ldc_I4, slot * sizeof<nativeint>)
            il.Emit OpCodes.Conv_I
            il.Emit OpCodes.Add
            il.Emit OpCodes.Ldind_I
            il.Emit(OpCodes.Stloc, local)
            local)

    let bytes = Precision.size program.Precision
    let offset = il.DeclareLocal typeof<nativeint>
    let limit = il.DeclareLocal typeof<nativeint>

    let toBytes () =
        il.Emit(OpCodes.Ldc_I4, bytes)
        il.Emit OpCodes.Mul
        il.Emit OpCodes.Conv_I

    il.Emit OpCodes.Ldarg_2
    toBytes ()
    il.Emit(OpCodes.Stloc, offset)
    il.Emit OpCodes.Ldarg_3
    toBytes ()
    il.Emit(OpCodes.Stloc, limit)
    shape.Begin()
    let locals = Array.zeroCreate program.Instructions.Length
    let parts = body shape program hoisted inline' places bases offset locals
    parts.Hoist()
    let test = il.DefineLabel()
    let start = il.DefineLabel()
    il.Emit(OpCodes.Br, test)
    il.MarkLabel start
    parts.Loop()
    il.Emit(OpCodes.Ldloc, offset)
    il.Emit(OpCodes.Ldc_I4, times * shape.Lanes * bytes)
    il.Emit OpCodes.Conv_I
    il.Emit OpCodes.Add
    il.Emit(OpCodes.Stloc, offset)
    il.MarkLabel test
    il.Emit(OpCodes.Ldloc, offset)
    il.Emit(OpCodes.Ldloc, limit)
    il.Emit(OpCodes.Blt, start)
    il.Emit OpCodes.Ret
    method.CreateDelegate typeof<Loop> :?> Loop

let private emit (width: Width) (program: Program) : Kernel =
    let program = Program.check program

    let scalars () =
        loop (fun il -> Scalars(il, program.Precision)) 1 false (operandPlaces 0 program) program

    if width = 0 then
        let scalars = scalars ()
        Kernel(fun slots shared count -> scalars.Invoke(slots, shared, 0, count))
    else
        let lanes = width / 8 / Precision.size program.Precision
        // most layers have a whole number of vectors, or are not even one
        let isScheduled = isToBeScheduled program
        let scheduled = lazy (if isScheduled then Schedule.interleave (mostHeld width) program else program)
        let places = lazy (operandPlaces width scheduled.Value)
        let loopOf makeShape = loop makeShape 1 isScheduled places.Value scheduled.Value
        let vectors = lazy loopOf (fun il -> Vectors(il, program.Precision, width))

        let pairs =
            lazy
                (if isScheduled then ValueNone else paired width program
                 |> ValueOption.map (fun pair ->
                     let shape il : Shape = Vectors(il, program.Precision, width)
                     loop shape 2 true (operandPlaces width pair) pair))

        let rest =
            lazy
                (if PartOfVector.IsSupported width then
                     loopOf (fun il -> PartOfVector(il, program.Precision, width))
                 else
                     scalars ())

        Kernel(fun slots shared count ->
            let whole = count / lanes * lanes

            let inPairs =
                if whole > lanes && pairs.Value.IsSome then
                    whole / (2 * lanes) * (2 * lanes)
                else
                    0

            if inPairs > 0 then
                pairs.Value.Value.Invoke(slots, shared, 0, inPairs)

            if whole > inPairs then
                vectors.Value.Invoke(slots, shared, inPairs, whole)

            if whole < count then
                rest.Value.Invoke(slots, shared, whole, count))

/// Compiles a program for vectors of the given width (0: scalar code only).
let compile (width: Width) (program: Program) : Kernel =
    // the condition lets a compiler ahead of time leave all of this out
    if RuntimeFeature.IsDynamicCodeSupported then
        emit width program
    else
        raise (PlatformNotSupportedException "Kernels can't be emitted where there is no just-in-time compiler.")
