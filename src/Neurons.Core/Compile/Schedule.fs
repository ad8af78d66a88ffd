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

/// Chains of operations that do not wait for each other side by side, the longest first, as on a processor that begins some operations in each
/// cycle: the processor itself looks ahead only as far as a function or two. Where as many values are held as there are registers for, what
/// frees most of them comes first.
let interleave (registers: int) (program: Program) : Program =
    let instructions = program.Instructions
    let count = instructions.Length
    let isUniform = Hoist.isUniform program

    let operands = instructions |> Array.map (Instruction.operands >> Array.distinct)

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
    let uses = users |> Array.map _.Count

    for struct (value, slot) in program.Stores do
        if not (Array.contains slot program.Early) then
            uses[value] <- uses[value] + 1

    // what one instruction alone reads from memory is an operand of that
    let isHeld =
        Array.init count (fun i -> not isUniform[i] && uses[i] > (if instructions[i].Op = Op.Load then 1 else 0))

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
