namespace Neurons.Compile

open System
open System.Collections.Generic
open Neurons
open Neurons.Symbolic

/// One instruction of a straight-line program; arguments are the indices of earlier instructions. A mask is a truth value in the
/// form that processors like: all bits of the element.
[<RequireQualifiedAccess>]
type Op =
    | Constant
    /// An element of an array: the index is the slot.
    | Load
    /// A number shared by all neurons of a call: the index is its place.
    | Shared
    | Negate
    | Absolute
    | SquareRoot
    | Add
    | Subtract
    | Multiply
    | Divide
    /// b where b < a, else a.
    | Minimum
    /// b where a < b, else a.
    | Maximum
    | PowerOfTwo
    | Exponent
    | Fraction
    // from here on masks
    | Less
    | LessOrEqual
    | Equal
    | NotEqual
    // from masks
    /// 1 or 0.
    | Number
    | Select

[<RequireQualifiedAccess; Struct>]
type ValueKind =
    | Number
    | Mask

[<Struct>]
type Instruction = {
    Op: Op
    A: int
    B: int
    C: int
    /// Of a constant, rounded to the precision.
    Value: float
    /// Of a load or a shared number.
    Index: int
}

/// Where a leaf is found when the program runs.
[<Struct>]
type Place =
    | Slot of slot: int
    | SharedNumber of place: int

/// A compiled step: loads and shared numbers in, arithmetic, values out to slots.
type Program = {
    Precision: Precision
    Instructions: Instruction[]
    /// The instruction whose value goes to a slot.
    Stores: struct (int * int)[]
    /// Slots that may be written as soon as their value is there: the memory of each is read by no instruction but the value's own, if at all.
    Early: int[]
    Slots: int
    SharedNumbers: int
}

/// A program that can be run: `slots` points to an array of pointers, one a slot, to the first neuron's element;
/// `shared` to the shared numbers; `count` neurons are computed. All elements of a neuron are read before any of its is written, early slots aside.
type Kernel = delegate of slots: nativeint * shared: nativeint * count: int -> unit

module Instruction =
    /// A number for each operation.
    let code (i: Instruction) =
        match i.Op with
        | Op.Constant -> 0
        | Op.Load -> 1
        | Op.Shared -> 2
        | Op.Negate -> 3
        | Op.Absolute -> 4
        | Op.SquareRoot -> 5
        | Op.Add -> 6
        | Op.Subtract -> 7
        | Op.Multiply -> 8
        | Op.Divide -> 9
        | Op.Minimum -> 10
        | Op.Maximum -> 11
        | Op.PowerOfTwo -> 12
        | Op.Exponent -> 13
        | Op.Fraction -> 14
        | Op.Less -> 15
        | Op.LessOrEqual -> 16
        | Op.Equal -> 17
        | Op.NotEqual -> 18
        | Op.Number -> 19
        | Op.Select -> 20

    /// What an operation takes, and what it makes of it.
    let private signature (i: Instruction) : struct (ValueKind list * ValueKind) =
        match i.Op with
        | Op.Constant
        | Op.Load
        | Op.Shared -> [], ValueKind.Number
        | Op.Negate
        | Op.Absolute
        | Op.SquareRoot
        | Op.PowerOfTwo
        | Op.Exponent
        | Op.Fraction -> [ ValueKind.Number ], ValueKind.Number
        | Op.Add
        | Op.Subtract
        | Op.Multiply
        | Op.Divide
        | Op.Minimum
        | Op.Maximum -> [ ValueKind.Number; ValueKind.Number ], ValueKind.Number
        | Op.Less
        | Op.LessOrEqual
        | Op.Equal
        | Op.NotEqual -> [ ValueKind.Number; ValueKind.Number ], ValueKind.Mask
        | Op.Number -> [ ValueKind.Mask ], ValueKind.Number
        | Op.Select -> [ ValueKind.Mask; ValueKind.Number; ValueKind.Number ], ValueKind.Number

    let arguments (i: Instruction) =
        let struct (arguments, _) = signature i
        arguments

    let isMask (i: Instruction) =
        let struct (_, result) = signature i
        result = ValueKind.Mask

    /// The instructions whose values it takes.
    let operands (i: Instruction) = [|
        if i.A >= 0 then
            i.A
        if i.B >= 0 then
            i.B
        if i.C >= 0 then
            i.C
    |]

/// Builds a program: an algebra whose values are instructions. Equal instructions are one; rewrites are exact in IEEE
/// arithmetic (all NaNs count as equal), so that a program rounds like the graph it came from.
type Builder(precision: Precision, place: Variable -> Place, step: Place, uniform: int -> bool -> Place) =
    inherit Machine<int>(precision)
    let instructions = List<Instruction>()
    let known = Dictionary<struct (Op * int * int * int * int64), int>()

    let emit op a b c (value: float) index =
        let key =
            struct (op, a, b, (if index >= 0 then -1 - index else c), BitConverter.DoubleToInt64Bits value)

        match known.TryGetValue key with
        | true, i -> i
        | _ ->
            instructions.Add { Op = op; A = a; B = b; C = c; Value = value; Index = index }

            known[key] <- instructions.Count - 1
            instructions.Count - 1

    let constant value = emit Op.Constant -1 -1 -1 (Precision.round precision value) -1
    let unary op a = emit op a -1 -1 0.0 -1
    let binary op a b = emit op a b -1 0.0 -1

    let load place =
        match place with
        | Slot slot -> emit Op.Load -1 -1 -1 0.0 slot
        | SharedNumber place -> emit Op.Shared -1 -1 -1 0.0 place

    let isConstant a = instructions[a].Op = Op.Constant
    let valueOf a = instructions[a].Value

    let isExactly value a =
        isConstant a && BitConverter.DoubleToInt64Bits(valueOf a) = BitConverter.DoubleToInt64Bits value

    let is op a = instructions[a].Op = op

    /// Sums and products do not depend on the order of their two arguments: one order makes more of them equal.
    let commutative op a b = if a <= b then binary op a b else binary op b a

    /// 1/c where that is exact: c a power of two whose reciprocal is normal.
    let exactReciprocal a =
        let c = abs (valueOf a)
        let least, most = if precision = Precision.Float32 then 1e-37, 1e37 else 1e-307, 1e307

        if isConstant a && c > least && c < most && Math.ScaleB(1.0, Math.ILogB c) = c then
            ValueSome(1.0 / valueOf a)
        else
            ValueNone

    let fold = Precision.round precision

    member _.Instructions = instructions
    member _.Load place = load place

    /// The mask of a truth value; any number but 0 is true.
    member private b.Mask a =
        if Instruction.isMask instructions[a] then a
        elif is Op.Number a then instructions[a].A
        else binary Op.NotEqual a (constant 0.0)

    override _.Constant c = constant c
    override _.Variable v = load (place v)
    override _.Step = load step
    override _.Uniform(draw, second) = load (uniform draw second)

    override _.Negate a =
        if isConstant a then constant (-(valueOf a))
        elif is Op.Negate a then instructions[a].A
        else unary Op.Negate a

    override _.Absolute a =
        if isConstant a then constant (abs (valueOf a))
        elif is Op.Absolute a then a
        elif is Op.Negate a then unary Op.Absolute instructions[a].A
        else unary Op.Absolute a

    override _.SquareRoot a =
        if isConstant a then
            constant (fold (sqrt (valueOf a)))
        else
            unary Op.SquareRoot a

    override b.Add(x, y) =
        if isConstant x && isConstant y then constant (fold (valueOf x + valueOf y))
        elif isExactly -0.0 x then y
        elif isExactly -0.0 y then x
        elif is Op.Negate y then b.Subtract(x, instructions[y].A)
        elif is Op.Negate x then b.Subtract(y, instructions[x].A)
        else commutative Op.Add x y

    override b.Subtract(x, y) =
        if isConstant x && isConstant y then constant (fold (valueOf x - valueOf y))
        elif isExactly 0.0 y then x
        elif isExactly -0.0 x then b.Negate y
        elif is Op.Negate y then b.Add(x, instructions[y].A)
        else binary Op.Subtract x y

    override b.Multiply(x, y) =
        if isConstant x && isConstant y then constant (fold (valueOf x * valueOf y))
        elif isExactly 1.0 x then y
        elif isExactly 1.0 y then x
        elif isExactly -1.0 x then b.Negate y
        elif isExactly -1.0 y then b.Negate x
        elif is Op.Negate x then b.Negate(b.Multiply(instructions[x].A, y))
        elif is Op.Negate y then b.Negate(b.Multiply(x, instructions[y].A))
        else commutative Op.Multiply x y

    override b.Divide(x, y) =
        if isConstant x && isConstant y then
            constant (fold (valueOf x / valueOf y))
        else
            match exactReciprocal y with
            | ValueSome r -> b.Multiply(x, constant r)
            | ValueNone when is Op.Negate x -> b.Negate(b.Divide(instructions[x].A, y))
            | ValueNone when is Op.Negate y -> b.Negate(b.Divide(x, instructions[y].A))
            | ValueNone -> binary Op.Divide x y

    override b.Minimum(x, y) =
        if isConstant x && isConstant y then (if valueOf y < valueOf x then y else x)
        elif x = y then x
        else binary Op.Minimum x y

    override b.Maximum(x, y) =
        if isConstant x && isConstant y then (if valueOf x < valueOf y then y else x)
        elif x = y then x
        else binary Op.Maximum x y

    override b.Compare(relation, x, y) =
        let op =
            match relation with
            | Less -> Op.Less
            | LessOrEqual -> Op.LessOrEqual
            | Equal -> Op.Equal
            | NotEqual -> Op.NotEqual

        if isConstant x && isConstant y then
            let x, y = valueOf x, valueOf y

            let truth =
                match relation with
                | Less -> x < y
                | LessOrEqual -> x <= y
                | Equal -> (x = y)
                | NotEqual -> not (x = y)

            constant (if truth then 1.0 else 0.0)
        else
            unary Op.Number (binary op x y)

    override b.Select(condition, x, y) =
        if isConstant condition then (if valueOf condition <> 0.0 then x else y)
        elif x = y then x
        elif isExactly 1.0 x && isExactly 0.0 y && is Op.Number condition then condition
        else emit Op.Select (b.Mask condition) x y 0.0 -1

    override _.PowerOfTwo t = unary Op.PowerOfTwo t
    override _.Exponent x = unary Op.Exponent x
    override _.Fraction x = unary Op.Fraction x

module Program =
    /// What the values come to without what no store needs; the order of evaluation stays.
    let finish precision (instructions: IReadOnlyList<Instruction>) (stores: struct (int * int)[]) slots sharedNumbers =
        let needed = Array.zeroCreate instructions.Count

        for struct (value, _) in stores do
            needed[value] <- true

        for i = instructions.Count - 1 downto 0 do
            if needed[i] then
                for a in Instruction.operands instructions[i] do
                    needed[a] <- true

        let position = Array.create instructions.Count -1
        let kept = List<Instruction>()
        let at a = if a >= 0 then position[a] else -1

        for i in 0 .. instructions.Count - 1 do
            if needed[i] then
                let old = instructions[i]

                kept.Add { old with A = at old.A; B = at old.B; C = at old.C }

                position[i] <- kept.Count - 1

        {
            Precision = precision
            Instructions = kept.ToArray()
            Stores = stores |> Array.map (fun (struct (value, slot)) -> struct (position[value], slot))
            Early = [||]
            Slots = slots
            SharedNumbers = sharedNumbers
        }

    /// Refuses a program that a back end could not trust: arguments must come first and have the right type, slots and
    /// places must exist.
    let check (program: Program) =
        let fail i what =
            invalidOp
                $"A kernel is not well formed at instruction %d{i} (%s{string (program.Instructions[i].Op)}): %s{what}."

        let isMask a = Instruction.isMask program.Instructions[a]

        program.Instructions
        |> Array.iteri (fun i it ->
            let arguments = [| it.A; it.B; it.C |]

            let wanted = List.toArray (Instruction.arguments it)

            for k in 0..2 do
                if k < wanted.Length then
                    if arguments[k] < 0 || arguments[k] >= i then
                        fail i $"argument %d{k} is instruction %d{arguments[k]}"

                    if isMask arguments[k] <> (wanted[k] = ValueKind.Mask) then
                        fail i $"argument %d{k} is a truth value where a number is needed, or the other way round"
                elif arguments[k] >= 0 then
                    fail i $"argument %d{k} is superfluous"

            match it.Op with
            | Op.Load when it.Index < 0 || it.Index >= program.Slots ->
                fail i $"slot %d{it.Index} of %d{program.Slots}"
            | Op.Shared when it.Index < 0 || it.Index >= program.SharedNumbers ->
                fail i $"shared number %d{it.Index} of %d{program.SharedNumbers}"
            | Op.Load
            | Op.Shared -> ()
            | _ ->
                if it.Index >= 0 then
                    fail i $"place %d{it.Index} is superfluous")

        let written = HashSet<int>()

        for struct (value, slot) in program.Stores do
            if value < 0 || value >= program.Instructions.Length then
                invalidOp $"A kernel stores instruction %d{value} of %d{program.Instructions.Length}."

            if isMask value then
                fail value "a truth value is stored"

            if slot < 0 || slot >= program.Slots || not (written.Add slot) then
                fail value $"slot %d{slot} of %d{program.Slots} is stored to twice, or does not exist"

        for slot in program.Early do
            if not (written.Contains slot) then
                invalidOp $"A kernel writes slot %d{slot} early, but stores nothing to it."

        program
