module Neurons.Properties.Compile.KernelProperties

open System

open System.Runtime.InteropServices

open Expecto
open FsCheck.FSharp
open Neurons.Testing

open Neurons

open Neurons.Symbolic

open Neurons.Compile

open Neurons.Properties

/// Behind the last neuron nothing may be written.
let private guard = 12345.0

/// Runs a kernel on slots that are given as numbers, and returns what they hold afterwards. `alias` names pairs of slots
/// that are one array.
let private execute<'T> (kernel: Kernel) (slots: float[][]) (alias: (int * int)[]) (shared: float[]) count =
    let memory =
        slots
        |> Array.map (fun values -> Array.append values (Array.create 7 guard) |> Array.map Element.ofFloat<'T>)

    for source, target in alias do
        memory[target] <- memory[source]

    let pin (values: 'A[]) = GCHandle.Alloc(values, GCHandleType.Pinned)
    let handles = memory |> Array.map pin
    let table = handles |> Array.map _.AddrOfPinnedObject() |> pin
    let numbers = pin (Array.map Element.ofFloat<'T> shared)

    try
        kernel.Invoke(table.AddrOfPinnedObject(), numbers.AddrOfPinnedObject(), count)
    finally
        for handle in Array.append handles [| table; numbers |] do
            handle.Free()

    memory |> Array.map (Array.map (fun x -> Convert.ToDouble(box x)))

let private compile backend program =
    match backend with
    | Backend.Emitted width -> Emit.compile width program
    | Backend.OpByOp -> OpByOp.compile program

/// The step that the genes describe, on neurons with extreme values: the interpreter against one way to run it.
let private agrees<'T> backends (case: Graphs.Case) =
    let precision = Precision.ofType<'T>
    let count = case.Neurons
    let rounded = Array.map (Precision.round precision)
    let numbers place = Numbers.take case.Numbers (19 * place) count |> rounded
    let equations = Graphs.equations (rounded case.Constants) case.Genes
    let inputs = equations.Inputs |> Array.mapi (fun i _ -> numbers i)
    let states = equations.States |> Array.mapi (fun s _ -> numbers (2 + s))
    let shared = [| Numbers.at case.Flags 0; Numbers.at case.Flags 1 |]

    let parameters =
        shared
        |> Array.mapi (fun p one ->
            let values = numbers (4 + p)
            if one then Array.replicate count values[0] else values)

    let step = float case.Start

    // what is drawn is from 0 up to 1, without it
    let uniform =
        let fraction x = Precision.round precision (0.9999 * (abs x - floor (abs x)))
        Array.init 4 (fun draw -> Numbers.take case.Normal (23 * draw) count |> Array.map fraction)

    let recorded = [| Output 0; After 1; Output 1 |]
    // one value that is written at the end, too, and one that is not
    let tape = [| equations.Outputs[1]; equations.Next[0] + equations.Outputs[0] |]
    let plan = Plan.forward { Precision = precision; Shared = shared } equations recorded tape
    let slots = Array.init plan.Program.Slots (fun _ -> Array.create count Double.NaN)

    let place (slot: int) values =
        if slot >= 0 then
            slots[slot] <- values

    Array.iter2 place plan.Inputs inputs
    Array.iter2 place plan.StatesIn states
    Array.iter2 place plan.Parameters parameters

    for struct (draw, first, second) in plan.Draws do
        place first uniform[2 * draw]
        place second uniform[2 * draw + 1]

    let sharedNumbers = [|
        for p in 0..1 do
            if shared[p] then
                parameters[p][0]
        step
    |]

    let expected =
        Array.init count (fun n ->
            let leaves = {
                Variable =
                    fun v ->
                        match v.Kind with
                        | Input -> inputs[v.Index][n]
                        | State -> states[v.Index][n]
                        | Parameter -> parameters[v.Index][n]
                        | Adjoint -> nan
                Step = step
                Uniform = fun draw second -> uniform[2 * draw + (if second then 1 else 0)][n]
            }

            let evaluate = Interpreter.evaluator precision leaves
            Array.map evaluate (Array.concat [ Recorded.expressions equations recorded; tape; equations.Next ]))
        |> Array.transpose

    // the states may be updated in place
    let alias = if Numbers.at case.Flags 2 then Array.zip plan.StatesIn plan.StatesOut else [||]

    let registers = if Numbers.at case.Flags 3 then 16 else 4

    // as it is, and with what is the same for all neurons and steps computed before, in another order
    let parts = Hoist.split (sharedNumbers.Length - 1) plan.Program
    let before = Array.zeroCreate (parts.EachStep.SharedNumbers - sharedNumbers.Length)
    let numbers = Array.append sharedNumbers before
    Hoist.Evaluator(parts.Once).Run numbers

    for backend in backends do
        for program, shared in [ plan.Program, sharedNumbers; Schedule.interleave registers parts.EachStep, numbers ] do
            let actual = execute<'T> (compile backend program) slots alias shared count

            Array.concat [ plan.Recorded; plan.Tape; plan.StatesOut ]
            |> Array.iteri (fun k slot ->
                let wanted = Array.append expected[k] (Array.create 7 guard)
                Bits.equal $"{backend}, {precision}, result {k} of {count} neurons" wanted actual[slot])

/// Whole vectors and a rest, sometimes more than one chunk.
let private cases nodes precision =
    let of' neurons =
        let extreme = Bits.extreme precision
        Graphs.casesOf nodes neurons extreme extreme

    Arb.fromGenShrink (Gen.frequency [ 4, Arb.toGen (of' 40); 1, Arb.toGen (of' 600) ], Arb.toShrink (of' 600))

[<Tests>]
let tests =
    testList "Neurons.Properties.Compile.KernelProperties" [
        property
            "Every kernel has the bits of the interpreter on random graphs in float32"
            60
            (cases 30 Precision.Float32)
            (agrees<float32> Graphs.backends)

        property
            "Every kernel has the bits of the interpreter on random graphs in float64"
            60
            (cases 30 Precision.Float64)
            (agrees<float> Graphs.backends)

        property
            "Running op by op has the bits of the interpreter on large random graphs"
            100
            (cases 120 Precision.Float64)
            (fun case ->
                agrees<float32> [ Backend.OpByOp ] case
                agrees<float> [ Backend.OpByOp ] case)

        // where there are no such vectors they are emulated; steps as long as these are put in order
        property
            "The widest kernels have the bits of the interpreter on large random graphs"
            20
            (cases 120 Precision.Float32)
            (fun case ->
                agrees<float32> [ Backend.Emitted 512 ] case
                agrees<float> [ Backend.Emitted 512 ] case)
    ]
