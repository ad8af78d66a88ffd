namespace Neurons.Compile

open System
open System.Collections.Generic
open Neurons
open Neurons.Symbolic

/// What a forward kernel writes at every step.
[<Struct>]
type Recorded =
    | Output of output: int
    /// The value of a state after the step.
    | After of state: int

module Recorded =
    let expressions (equations: Equations) (recorded: Recorded[]) =
        recorded
        |> Array.map (fun r ->
            match r with
            | Output i -> equations.Outputs[i]
            | After i -> equations.Next[i])

/// How the numbers of a call lie in memory; a kernel is compiled for one layout.
type Layout = {
    Precision: Precision
    /// Parameters that are one number for all neurons.
    Shared: bool[]
}

/// A step as a program, and the meaning of its slots.
type StepPlan = {
    Program: Program
    Inputs: int[]
    /// −1 for a shared parameter.
    Parameters: int[]
    /// Of the first and second number of each draw, −1 where it is not used.
    Draws: struct (int * int * int)[]
    StatesIn: int[]
    StatesOut: int[]
    Recorded: int[]
    /// Forward values kept for the reverse step.
    Tape: int[]
}

/// The reverse step as a program.
type ReversePlan = {
    Program: Program
    /// −1 for an input that the reverse step does not read.
    Inputs: int[]
    Parameters: int[]
    Tape: int[]
    /// −1 for an output without gradient.
    OutputGradients: int[]
    StatesIn: int[]
    StatesOut: int[]
    /// Of each wanted input: where its gradient at this step goes, or −1.
    InputGradients: int[]
    /// Sums over time, in and out: the wanted constant inputs, then the wanted parameters.
    SumsIn: int[]
    SumsOut: int[]
}

module Plan =
    type private Slots() =
        let mutable count = 0
        member _.Count = count

        member _.New() =
            count <- count + 1
            count - 1

        member s.If condition = if condition then s.New() else -1

    /// The places of parameters and of the step: shared parameters first, the step last.
    let private sharedPlaces (layout: Layout) =
        let mutable count = 0

        let places =
            layout.Shared
            |> Array.map (fun shared ->
                if shared then
                    count <- count + 1
                    count - 1
                else
                    -1)

        struct (places, count)

    let private builder
        (layout: Layout)
        (slots: Slots)
        (inputs: int[])
        (states: int[])
        (draws: struct (int * int * int)[])
        =
        let struct (places, step) = sharedPlaces layout
        let parameters = layout.Shared |> Array.map (fun shared -> slots.If(not shared))

        let place (v: Variable) =
            match v.Kind with
            | Input -> Slot inputs[v.Index]
            | State -> Slot states[v.Index]
            | Parameter ->
                if layout.Shared[v.Index] then
                    SharedNumber places[v.Index]
                else
                    Slot parameters[v.Index]
            | Adjoint -> invalidOp $"%s{v.Name} has no place in a forward step."

        let uniform draw second =
            let struct (_, first, other) = draws |> Array.find (fun (struct (d, _, _)) -> d = draw)
            Slot(if second then other else first)

        struct (Builder(layout.Precision, place, SharedNumber step, uniform), parameters, step + 1)

    let forward (layout: Layout) (equations: Equations) (recorded: Recorded[]) (tape: Expr[]) : StepPlan =
        let slots = Slots()
        let inputs = equations.Inputs |> Array.map (fun _ -> slots.New())
        let statesIn = equations.States |> Array.map (fun _ -> slots.New())

        let recordedExpr = Recorded.expressions equations recorded

        let draws =
            Equations.draws (Seq.concat [ equations.Next; recordedExpr; tape ])
            |> Array.map (fun (struct (draw, second)) -> struct (draw, slots.New(), slots.If second))

        let struct (builder, parameters, shared) = builder layout slots inputs statesIn draws
        let value = Fold.over builder
        let statesOut = equations.States |> Array.map (fun _ -> slots.New())
        let recordedSlots = recorded |> Array.map (fun _ -> slots.New())
        let tapeSlots = tape |> Array.map (fun _ -> slots.New())

        // outputs first: the order of evaluation is the order of the equations, mostly
        let stores =
            Array.concat [
                Array.map2 (fun e slot -> struct (value e, slot)) recordedExpr recordedSlots
                Array.map2 (fun e slot -> struct (value e, slot)) tape tapeSlots
                Array.map2 (fun e slot -> struct (value e, slot)) equations.Next statesOut
            ]

        {
            // the tape is no other's
            Program = {
                Program.finish layout.Precision builder.Instructions stores slots.Count shared with
                    Early = tapeSlots
            }
            Inputs = inputs
            Parameters = parameters
            Draws = draws
            StatesIn = statesIn
            StatesOut = statesOut
            Recorded = recordedSlots
            Tape = tapeSlots
        }

    /// The reverse step, and the forward values that it wants on the tape. `outputs` tells which of the recorded values have a
    /// gradient at all.
    let reverse
        (layout: Layout)
        (equations: Equations)
        recorded
        (outputs: bool[])
        (wanted: Wanted)
        : struct (ReversePlan * Expr[]) =
        let derived =
            ReverseEquations.derive { equations with Outputs = Recorded.expressions equations recorded } outputs

        let orZero gradient = defaultArg gradient (Constant 0.0)

        let constant = Array.map2 (&&) wanted.Inputs wanted.Constant |> Array.filter id |> Array.length

        let perStep i = wanted.Inputs[i] && not wanted.Constant[i]

        let summed = [|
            for i in 0 .. equations.Inputs.Length - 1 do
                if wanted.Inputs[i] && wanted.Constant[i] then
                    orZero derived.Inputs[i]
            for i in 0 .. equations.Parameters.Length - 1 do
                if wanted.Parameters[i] then
                    orZero derived.Parameters[i]
        |]

        let stepped = [|
            for i in 0 .. equations.Inputs.Length - 1 do
                if perStep i then
                    orZero derived.Inputs[i]
        |]

        let states = derived.States |> Array.map orZero
        let kept = Tape.cut equations.Next (Array.concat [ stepped; summed; states ])

        // An input is read again where it lies instead of being copied to the tape.
        let isInput expr =
            match expr with
            | Variable { Kind = Input } -> true
            | _ -> false

        let tape = kept |> Array.filter (isInput >> not)
        let slots = Slots()

        let inputs =
            equations.Inputs
            |> Array.map (fun input -> slots.If(kept |> Array.exists (fun k -> obj.ReferenceEquals(k, input))))

        let tapeSlots = tape |> Array.map (fun _ -> slots.New())
        let struct (builder, parameters, shared) = builder layout slots inputs [||] [||]
        let load slot = builder.Load(Slot slot)
        let outputGradients = outputs |> Array.map slots.If
        let statesIn = states |> Array.map (fun _ -> slots.New())
        let sumsIn = summed |> Array.map (fun _ -> slots.New())

        let given = [|
            for i in 0 .. tape.Length - 1 do
                struct (tape[i], load tapeSlots[i])
            for i in 0 .. outputs.Length - 1 do
                if outputs[i] then
                    struct (derived.OutputSeeds[i], load outputGradients[i])
            for i in 0 .. states.Length - 1 do
                struct (derived.StateSeeds[i], load statesIn[i])
        |]

        let value = Fold.overGiven given builder
        let inputGradients = equations.Inputs |> Array.mapi (fun i _ -> slots.If(perStep i))
        let sumsOut = summed |> Array.map (fun _ -> slots.New())
        let statesOut = states |> Array.map (fun _ -> slots.New())

        let stores = [|
            for slot, e in Array.zip (inputGradients |> Array.filter (fun s -> s >= 0)) stepped do
                struct (value e, slot)
            for k in 0 .. summed.Length - 1 do
                struct (builder.Add(load sumsIn[k], value summed[k]), sumsOut[k])
            for k in 0 .. states.Length - 1 do
                struct (value states[k], statesOut[k])
        |]

        let plan = {
            // the sums of parameters are no other's; that of an input may go to where the caller has something else
            Program = {
                Program.finish layout.Precision builder.Instructions stores slots.Count shared with
                    Early = sumsOut[constant..]
            }
            Inputs = inputs
            Parameters = parameters
            Tape = tapeSlots
            OutputGradients = outputGradients
            StatesIn = statesIn
            StatesOut = statesOut
            InputGradients = inputGradients
            SumsIn = sumsIn
            SumsOut = sumsOut
        }

        struct (plan, tape)
