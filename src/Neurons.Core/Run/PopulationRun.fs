namespace Neurons.Run

open System
open System.Runtime.CompilerServices
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// Neurons that take one step at a time where their states lie, a range of them on a thread: what a simulation of populations stands on.
/// Rows are as many numbers of the precision as there are neurons, side by side, by their addresses. That the memory is there, and stays, is
/// the caller's to see to, as it is that ranges that run at once do not overlap.
[<Sealed>]
type PopulationRun
    (
        neuron: Dynamics,
        precision: Precision,
        neurons: int,
        parameters: ParameterValue[],
        states: nativeint[],
        output: nativeint,
        noise: Noise,
        threads: int
    ) =
    let definition = neuron.Definition

    do
        Check.complete definition parameters
        neuron.Validate(precision, parameters)
        Check.fit definition parameters [| nativeint neurons |]

        if states.Length <> definition.StateNames.Length then
            Check.fail definition $"%d{states.Length} states were given; there are %d{definition.StateNames.Length}."

        if neurons < 1 || threads < 1 then
            Check.fail definition $"%d{neurons} neurons on %d{threads} threads; at least one of each is needed."

    let lease = new Lease()
    let bound = Bound.parameters precision lease parameters
    let kernel = neuron.Execution.Step(bound.Layout, [| Output 0 |])
    let plan = kernel.Plan

    let call = {
        Precision = precision
        Steps = 1
        Neurons = neurons
        Block = PopulationRun.Block
        Inputs = [||]
        Shared = bound.Numbers
        Parameters = bound.Rows
        Noise = noise
        Ahead = 0
    }

    let desks =
        let numbers = SharedNumbers(kernel.Code, call.Shared)
        numbers.Update()
        let bytes = Memory.aligned (Desk.bytes call kernel.Code plan.Draws.Length) + 64n
        let memory = lease.Scratch(int64 bytes * int64 threads)

        Array.init threads (fun thread ->
            let mutable arena = Arena(memory + nativeint thread * bytes)
            Desk.layOut call kernel.Code numbers plan.Draws.Length &arena)

    /// The most neurons that a call takes.
    static member Block = 2048

    /// A step, of this number, of `count` neurons from `start` on, at most a block of them, on one of the threads. An input is where its row begins;
    /// one that `isBlock` is a row of one block, which all blocks read.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    member _.Run
        (thread: int, step: int64, start: int, count: int, inputs: ReadOnlySpan<nativeint>, isBlock: ReadOnlySpan<bool>)
        =
        let desk = desks[thread]
        let offset = nativeint start * call.ElementSize

        for i in 0 .. plan.Inputs.Length - 1 do
            Memory.set desk.Slots plan.Inputs[i] (if isBlock[i] then inputs[i] else inputs[i] + offset)

        for s in 0 .. plan.StatesIn.Length - 1 do
            Memory.set desk.Slots plan.StatesIn[s] (states[s] + offset)
            Memory.set desk.Slots plan.StatesOut[s] (states[s] + offset)

        Memory.set desk.Slots plan.Recorded[0] (output + offset)
        Desk.setParameters call plan.Parameters desk start count
        Desk.setStep call desk (int step)

        if plan.Draws.Length > 0 then
            Desk.draw call plan desk (int step) start count

        kernel.Code.Run.Invoke(desk.Slots, desk.Shared, count)

    interface IDisposable with
        member _.Dispose() = lease.Dispose()
