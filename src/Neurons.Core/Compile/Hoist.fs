/// What is the same for all neurons.
module internal Neurons.Compile.Hoist

open Neurons

/// Which values depend on nothing that varies.
let private without (varies: Instruction -> bool) (program: Program) =
    let same = Array.zeroCreate program.Instructions.Length

    for i in 0 .. same.Length - 1 do
        let it = program.Instructions[i]
        let argument a = a < 0 || same[a]
        same[i] <- not (varies it) && argument it.A && argument it.B && argument it.C

    same

/// Which values do not change from neuron to neuron.
let isUniform (program: Program) = without (fun it -> it.Op = Op.Load) program

/// A program in two parts.
[<Struct>]
type Parts = {
    /// What is the same at all steps, too: from the shared numbers of the program to more of them; the slots of its stores are their places.
    Once: Program
    /// The rest, which reads them.
    EachStep: Program
}

/// Takes what follows from shared numbers alone out of a program. The shared number that changes from step to step is that of a place.
let split (step: int) (program: Program) : Parts =
    let instructions = program.Instructions
    let isFixed = program |> without (fun it -> it.Op = Op.Load || it.Op = Op.Shared && it.Index = step)

    let isComputed i =
        isFixed[i]
        && not (Instruction.isMask instructions[i])
        && instructions[i].Op <> Op.Constant
        && instructions[i].Op <> Op.Shared

    let needed = Array.zeroCreate instructions.Length

    for struct (value, _) in program.Stores do
        needed[value] <- true

    for i = instructions.Length - 1 downto 0 do
        if needed[i] && not (isComputed i) then
            for a in Instruction.operands instructions[i] do
                needed[a] <- true

    let results = [|
        for i in 0 .. instructions.Length - 1 do
            if needed[i] && isComputed i then
                i
    |]

    let places = results |> Array.mapi (fun k i -> struct (i, program.SharedNumbers + k))
    let rest = Array.copy instructions

    for struct (i, place) in places do
        rest[i] <- { Op = Op.Shared; A = -1; B = -1; C = -1; Value = 0.0; Index = place }

    let shared = program.SharedNumbers + results.Length

    {
        Once = Program.finish program.Precision instructions places shared program.SharedNumbers
        EachStep = {
            Program.finish program.Precision rest program.Stores program.Slots shared with
                Early = program.Early
        }
    }

/// Runs programs that load nothing by the arithmetic of the interpreter, without a kernel that would have to be made. Nothing is allocated in a run.
[<Sealed>]
type Evaluator(program: Program) =
    let machine = Interpreter.machine program.Precision Interpreter.noLeaves
    let values: float[] = Array.zeroCreate program.Instructions.Length

    /// The values of the stores from those of the shared numbers, in one array.
    member _.Run(numbers: float[]) =
        for i in 0 .. values.Length - 1 do
            let it = program.Instructions[i]
            let a = if it.A >= 0 then values[it.A] else 0.0
            let b = if it.B >= 0 then values[it.B] else 0.0

            values[i] <-
                match it.Op with
                | Op.Constant -> it.Value
                | Op.Shared -> numbers[it.Index]
                | Op.Negate -> machine.Negate a
                | Op.Absolute -> machine.Absolute a
                | Op.SquareRoot -> machine.SquareRoot a
                | Op.Add -> machine.Add(a, b)
                | Op.Subtract -> machine.Subtract(a, b)
                | Op.Multiply -> machine.Multiply(a, b)
                | Op.Divide -> machine.Divide(a, b)
                | Op.Minimum -> machine.Minimum(a, b)
                | Op.Maximum -> machine.Maximum(a, b)
                | Op.PowerOfTwo -> machine.PowerOfTwo a
                | Op.Exponent -> machine.Exponent a
                | Op.Fraction -> machine.Fraction a
                | Op.Less -> machine.Compare(Symbolic.Less, a, b)
                | Op.LessOrEqual -> machine.Compare(Symbolic.LessOrEqual, a, b)
                | Op.Equal -> machine.Compare(Symbolic.Equal, a, b)
                | Op.NotEqual -> machine.Compare(Symbolic.NotEqual, a, b)
                | Op.Number -> a
                | Op.Select -> machine.Select(a, b, values[it.C])
                | Op.Load -> invalidOp "There are no slots to load from."

        for struct (value, place) in program.Stores do
            numbers[place] <- values[value]
