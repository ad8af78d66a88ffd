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
/// cycle. The processor itself looks ahead only as far as a function or two.
let interleave (program: Program) : Program =
    let instructions = program.Instructions
    let count = instructions.Length

    let arguments i =
        [| instructions[i].A; instructions[i].B; instructions[i].C |] |> Array.filter (fun a -> a >= 0)

    let latencies = instructions |> Array.map latency

    // cycles from the beginning of an instruction to the end of all
    let left = Array.copy latencies
    let users = Array.init count (fun _ -> List<int>())
    let missing = Array.zeroCreate count

    for i = count - 1 downto 0 do
        for a in Array.distinct (arguments i) do
            left[a] <- max left[a] (latencies[a] + left[i])
            users[a].Add i
            missing[i] <- missing[i] + 1

    let order = List<int>()
    /// The cycle in which all arguments are there.
    let begins = Array.zeroCreate count
    let waiting = List<int>()

    let start cycle i =
        order.Add i

        for user in users[i] do
            begins[user] <- max begins[user] (cycle + latencies[i])
            missing[user] <- missing[user] - 1

            if missing[user] = 0 then
                waiting.Add user

    for i in 0 .. count - 1 do
        if (arguments i).Length = 0 then
            if latencies[i] = 0 then start 0 i else waiting.Add i

    let mutable cycle = 0

    while waiting.Count > 0 do
        let mutable begun = 0

        let ready = waiting.FindAll(fun i -> begins[i] <= cycle)

        while begun < width && ready.Count > 0 do
            let next = ready |> Seq.maxBy (fun i -> struct (left[i], -i))
            waiting.Remove next |> ignore
            ready.Remove next |> ignore
            start cycle next
            begun <- begun + 1

        cycle <- cycle + 1

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
