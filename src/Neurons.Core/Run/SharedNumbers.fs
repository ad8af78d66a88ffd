namespace Neurons.Run

open System
open Neurons
open Neurons.Compile

/// The numbers that a kernel reads for all neurons: the shared parameters, the number of the step, and what follows from the parameters,
/// which is computed again only when one of them has other bits. One caller at a time has them.
[<Sealed>]
type internal SharedNumbers(code: StepCode, given: float[]) =
    let precision = code.Once.Precision
    let evaluator = Hoist.Evaluator code.Once
    let numbers: float[] = Array.zeroCreate code.EachStep.SharedNumbers
    let mutable isComputed = false

    /// Brings them up to date with the parameters.
    member _.Update() =
        let mutable isCurrent = isComputed

        for k in 0 .. given.Length - 1 do
            let number = Precision.round precision given[k]

            if BitConverter.DoubleToInt64Bits number <> BitConverter.DoubleToInt64Bits numbers[k] then
                numbers[k] <- number
                isCurrent <- false

        if not isCurrent then
            evaluator.Run numbers
            isComputed <- true

    /// Writes them in the precision of the kernel; the number of the step is written at each step.
    member _.CopyTo(target: nativeint) =
        for k in 0 .. numbers.Length - 1 do
            Memory.write precision target k numbers[k]
