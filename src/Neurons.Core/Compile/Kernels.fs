namespace Neurons.Compile

open System.Runtime.CompilerServices
open System.Text
open Neurons

/// How a program is run.
[<RequireQualifiedAccess>]
type internal Backend =
    /// A loop of IL over vectors of so many bits, 0: scalar.
    | Emitted of width: int
    /// Operation by operation over a block, where code can't be made at run time.
    | OpByOp

module internal Backend =
    /// The best that this process can do.
    let best =
        if RuntimeFeature.IsDynamicCodeSupported && RuntimeFeature.IsDynamicCodeCompiled then
            Backend.Emitted Emit.hardwareWidth
        else
            Backend.OpByOp

/// A program of a step, compiled, in two parts.
type internal StepCode = {
    /// What is computed once for all steps.
    Once: Program
    /// What the kernel computes.
    EachStep: Program
    Run: Kernel
}

/// Compiled programs: equal programs share one kernel, whichever neuron they came from, as long as it is among the recent ones.
module internal Kernels =
    /// A kernel and its key are some 10 kB, and a model with its gradient needs about six.
    let private known = Recent<string, Kernel> 512

    let private key (backend: Backend) (program: Program) =
        let text = StringBuilder(32 * program.Instructions.Length)

        let add (number: int) = text.Append((number + 1).ToString "x").Append ' ' |> ignore

        match backend with
        | Backend.Emitted width -> add width
        | Backend.OpByOp -> add -1

        add program.Slots
        add program.SharedNumbers
        text.Append(if program.Precision = Precision.Float32 then 'f' else 'd') |> ignore

        for it in program.Instructions do
            add (Instruction.code it)
            add it.A
            add it.B
            add it.C
            add it.Index
            text.Append((System.BitConverter.DoubleToInt64Bits it.Value).ToString "x").Append ';' |> ignore

        for struct (value, slot) in program.Stores do
            add value
            add slot

        add program.Early.Length

        for slot in program.Early do
            add slot

        string text

    let compile (backend: Backend) (program: Program) : Kernel =
        let make _ =
            match backend with
            | Backend.Emitted width -> Emit.compile width program
            | Backend.OpByOp -> OpByOp.compile program

        known.GetOrAdd(key backend program, make)

    /// A program whose last shared number is that of the step.
    let compileStep (backend: Backend) (program: Program) : StepCode =
        let parts = Hoist.split (program.SharedNumbers - 1) program

        {
            Once = parts.Once
            EachStep = parts.EachStep
            Run = compile backend parts.EachStep
        }
