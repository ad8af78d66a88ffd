/// What of a step is held in registers, what instructions read from memory, and how many vectors go side by side.
module internal Neurons.Compile.Registers

open System
open System.Runtime.Intrinsics.X86
open Neurons.Compile.Lanes

/// Where a step is long enough that a processor does not see its end from its beginning.
let isToBeScheduled (program: Program) =
    let isArithmetic (it: Instruction) = it.Op <> Op.Constant && it.Op <> Op.Load && it.Op <> Op.Shared
    (program.Instructions |> Seq.filter isArithmetic |> Seq.length) >= 128

let private registers (width: Width) = if width = 512 then 32 else 16

/// The vectors that a scheduled step holds at a time: as many as there are registers, but for those that an operation passes through.
let mostHeld width = registers width - 2

/// Whether an instruction may take an operand from memory as quickly as from a register, and the registers are few.
let takesOperands (width: Width) = width > 0 && width < 512 && Avx.IsSupported

/// The cycles of a chain of operations so long that a processor does not see enough of the next vector's to begin with them.
let private longChain = 90

/// Two vectors side by side, if a processor would find too little to do in one after the other.
let paired (width: Width) (program: Program) : Program voption =
    if takesOperands width && Schedule.chain program >= longChain then
        let pair = Schedule.interleave (mostHeld width) (Schedule.pair program)
        // more would be written to memory and read again than is gained
        if 2 * Schedule.mostHeld pair <= 3 * registers width then
            ValueSome pair
        else
            ValueNone
    else
        ValueNone

let isZero (it: Instruction) = it.Op = Op.Constant && BitConverter.DoubleToInt64Bits it.Value = 0L

/// The places in memory of what is the same for all neurons, where the registers do not hold it besides all else; -1 for what has none. A JIT that
/// is given all of it as values writes others to memory to have room.
let operandPlaces (width: Width) (program: Program) : int[] =
    let isUniform = Hoist.isUniform program

    let isOperand i =
        isUniform[i] && not (Instruction.isMask program.Instructions[i] || isZero program.Instructions[i])

    let operands = [| 0 .. program.Instructions.Length - 1 |] |> Array.filter isOperand
    let places = Array.create program.Instructions.Length -1

    if takesOperands width && operands.Length + Schedule.mostHeld program > registers width then
        operands |> Array.iteri (fun place i -> places[i] <- place)

    places

/// Shared numbers up to this many are held in registers throughout the loop; more would only be pushed out of them.
let private mostShared = 16

/// What is computed before the loop.
let beforeLoop (program: Program) =
    let isUniform = Hoist.isUniform program
    let isHeld (it: Instruction) = it.Op <> Op.Constant && it.Op <> Op.Shared
    let shared = program.Instructions |> Seq.filter (fun it -> it.Op = Op.Shared) |> Seq.length

    Array.map2 (fun it uniform -> uniform && (shared <= mostShared || isHeld it)) program.Instructions isUniform
