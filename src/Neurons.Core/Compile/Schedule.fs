/// The order of instructions.
module internal Neurons.Compile.Schedule

open System.Collections.Generic
open Neurons

/// About how many cycles pass until the result of a vector is there.
let private latency (it: Instruction) =
    match it.Op with
    | Op.Constant
    | Op.Shared -> 0
    | Op.Load -> 7
    | Op.Divide
    | Op.SquareRoot -> 24
    | Op.Negate
    | Op.Absolute
    | Op.PowerOfTwo
    | Op.Number
    | Op.Fraction -> 2
    | Op.Exponent -> 6
    | Op.Add
    | Op.Subtract
    | Op.Multiply
    | Op.Minimum
    | Op.Maximum
    | Op.Less
    | Op.LessOrEqual
    | Op.Equal
    | Op.NotEqual
    | Op.Select -> 4

/// Vector operations that begin in a cycle.
let private width = 2

/// Which values take a register, for so many uses to come.
let private areHeld (program: Program) (isUniform: bool[]) (uses: int[]) =
    // what one instruction alone reads from memory is an operand of that
    Array.init uses.Length (fun i ->
        not isUniform[i] && uses[i] > (if program.Instructions[i].Op = Op.Load then 1 else 0))

/// The uses of each value: by instructions, and by stores at the end.
let private usesOf (program: Program) (operands: int[][]) =
    let uses = Array.zeroCreate operands.Length

    for a in Seq.concat operands do
        uses[a] <- uses[a] + 1

    for struct (value, slot) in program.Stores do
        if not (Array.contains slot program.Early) then
            uses[value] <- uses[value] + 1

    uses

let private operandsOf (program: Program) = program.Instructions |> Array.map (Instruction.operands >> Array.distinct)

/// The most values that take a register at a time, those aside that are the same for all neurons.
let mostHeld (program: Program) : int =
    let operands = operandsOf program
    let uses = usesOf program operands
    let isHeld = areHeld program (Hoist.isUniform program) uses
    let mutable held = 0
    let mutable most = 0

    for i in 0 .. operands.Length - 1 do
        if isHeld[i] then
            held <- held + 1

        most <- max most held

        for a in operands[i] do
            uses[a] <- uses[a] - 1

            if isHeld[a] && uses[a] = 0 then
                held <- held - 1

    most

/// The cycles of the longest chain of operations that wait for each other.
let chain (program: Program) : int =
    let isUniform = Hoist.isUniform program
    let ends = Array.zeroCreate program.Instructions.Length

    program.Instructions
    |> Array.iteri (fun i it ->
        if not isUniform[i] then
            let begins = Instruction.operands it |> Array.fold (fun begins a -> max begins ends[a]) 0
            ends[i] <- begins + latency it)

    Array.fold max 0 ends

/// Chains of operations that do not wait for each other side by side, the longest first, as on a processor that begins some operations in each
/// cycle: the processor itself looks ahead only as far as a function or two. Where as many values are held as there are registers for, what
/// frees most of them comes first.
let interleave (registers: int) (program: Program) : Program =
    let instructions = program.Instructions
    let count = instructions.Length
    let isUniform = Hoist.isUniform program

    let operands = operandsOf program

    let latencies = Array.map2 (fun it uniform -> if uniform then 0 else latency it) instructions isUniform

    // cycles from the beginning of an instruction to the end of all
    let left = Array.copy latencies
    let users = Array.init count (fun _ -> List<int>())
    let missing = Array.zeroCreate count

    for i = count - 1 downto 0 do
        for a in operands[i] do
            left[a] <- max left[a] (latencies[a] + left[i])
            users[a].Add i
            missing[i] <- missing[i] + 1

    /// The uses of each value that are to come.
    let uses = usesOf program operands
    let isHeld = areHeld program isUniform uses
    let order = List<int>()
    /// The cycle in which all arguments are there.
    let begins = Array.zeroCreate count
    let waiting = List<int>()
    let mutable held = 0

    /// How many more registers are taken after an instruction than before it.
    let growth i =
        let mutable growth = if isHeld[i] then 1 else 0

        for a in operands[i] do
            if isHeld[a] && uses[a] = 1 then
                growth <- growth - 1

        growth

    let start cycle i =
        order.Add i
        held <- held + growth i

        for a in operands[i] do
            uses[a] <- uses[a] - 1

        for user in users[i] do
            begins[user] <- max begins[user] (cycle + latencies[i])
            missing[user] <- missing[user] - 1

            if missing[user] = 0 then
                waiting.Add user

    for i in 0 .. count - 1 do
        if operands[i].Length = 0 then
            waiting.Add i

    /// What takes no time, or no register, and would only delay what needs it.
    let isFree i = latencies[i] = 0 || not isHeld[i]

    /// What may begin in a cycle, none of it free.
    let candidates cycle =
        if held >= registers then
            let least = waiting |> Seq.map growth |> Seq.min
            waiting.FindAll(fun i -> growth i = least)
        else
            waiting.FindAll(fun i -> begins[i] <= cycle)

    let mutable cycle = 0
    let mutable begun = 0

    while waiting.Count > 0 do
        let free = waiting.FindIndex isFree

        if free >= 0 then
            let next = waiting[free]
            waiting.RemoveAt free
            start cycle next
        else
            let possible = candidates cycle

            if begun < width && possible.Count > 0 then
                let next = possible |> Seq.maxBy (fun i -> struct (left[i], -i))
                waiting.Remove next |> ignore
                start cycle next
                begun <- begun + 1
            else
                cycle <- cycle + 1
                begun <- 0

    let position = Array.zeroCreate count

    for k in 0 .. count - 1 do
        position[order[k]] <- k

    let at a = if a >= 0 then position[a] else a

    {
        program with
            Instructions =
                order.ToArray()
                |> Array.map (fun i ->
                    let it = instructions[i]
                    { it with A = at it.A; B = at it.B; C = at it.C })
            Stores = program.Stores |> Array.map (fun (struct (value, slot)) -> struct (position[value], slot))
    }

/// A program for two neurons, or vectors of them, side by side: the slots of the second come after those of the first. What is the same for
/// all neurons is there once.
let pair (program: Program) : Program =
    let instructions = List<Instruction> program.Instructions
    let second = Array.init program.Instructions.Length id
    let slotOf slot = slot + program.Slots

    for i in 0 .. second.Length - 1 do
        let it = program.Instructions[i]

        if it.Op = Op.Load || Instruction.operands it |> Array.exists (fun a -> second[a] <> a) then
            let at a = if a >= 0 then second[a] else a
            let index = if it.Op = Op.Load then slotOf it.Index else it.Index
            second[i] <- instructions.Count
            instructions.Add { it with A = at it.A; B = at it.B; C = at it.C; Index = index }

    let storesOf (struct (value, slot)) = struct (second[value], slotOf slot)

    {
        program with
            Instructions = instructions.ToArray()
            Stores = Array.append program.Stores (Array.map storesOf program.Stores)
            Early = Array.append program.Early (Array.map slotOf program.Early)
            Slots = 2 * program.Slots
    }
