namespace Neurons.Run

open System
open System.Numerics.Tensors
open System.Threading
open Microsoft.FSharp.NativeInterop
open Neurons
open Neurons.Compile
open Neurons.Primitives

/// What a forward call works on, all of it checked.
[<Struct>]
type internal ForwardOperands<'T> = {
    Parameters: ParameterValue[]
    State: StateValues<'T>
    Inputs: InputSequence<'T>[]
    Steps: int
    /// Unused where spikes are kept as bits.
    Recorded: Tensor<'T>[]
    Final: Tensor<'T>[]
    /// Null where spikes are not kept as bits.
    Bits: SpikeBits
}

/// A forward pass for one layout of parameters and one kind of records, made once: a call binds it to memory, runs it and lets go, and
/// allocates nothing. One caller at a time has it.
[<Sealed; AllowNullLiteral>]
type internal ForwardCall(execution: Execution, layout: Layout, records: Recorded[], inputs: int, states: int) =
    let rows = Array.zeroCreate<Rows> records.Length
    let final = Array.zeroCreate<Rows> states
    let lease = new Lease()

    let operands = {
        Precision = layout.Precision
        Steps = 0
        Neurons = 0
        Parameters = {
            Layout = layout
            Numbers = layout.Shared |> Array.filter id |> Array.map (fun _ -> 0.0)
            Rows = Array.zeroCreate layout.Shared.Length
        }
        Inputs = Array.zeroCreate inputs
        Initial = Array.zeroCreate states
        Noise = Unchecked.defaultof<Noise>
    }

    let forward = execution.Forward(operands, records, rows, final)
    let mutable isTaken = 0

    /// The memory of a last state, which may be the first one that is held already; that of one which is not contiguous is a copy.
    let place (first: Tensor<'T>) (firstAt: InitialRow) (last: Tensor<'T>) =
        if obj.ReferenceEquals(first, last) && last.IsDense then
            firstAt.Rows.First
        else
            lease.Write("Final", last)

    let bind (o: ForwardOperands<'T>) =
        let neurons = int o.State.Values[0].FlattenedLength
        let rowBytes = nativeint neurons * nativeint (Precision.size layout.Precision)
        let mutable shared = 0

        for p in 0 .. o.Parameters.Length - 1 do
            match o.Parameters[p] with
            | Shared value ->
                operands.Parameters.Numbers[shared] <- value
                shared <- shared + 1
            | PerNeuron _ as value -> operands.Parameters.Rows[p] <- Bound.row layout.Precision lease value

        for i in 0 .. inputs - 1 do
            operands.Inputs[i] <- Bound.input lease rowBytes o.Inputs[i]

        for s in 0 .. states - 1 do
            let initial = Bound.initial lease o.State.Values[s]
            operands.Initial[s] <- initial
            final[s] <- Rows.One(place o.State.Values[s] initial o.Final[s])

        for r in 0 .. (if isNull o.Bits then records.Length else 0) - 1 do
            rows[r] <- { First = lease.Write("Recorded", o.Recorded[r]); Stride = rowBytes }

        forward.Packing <-
            if isNull o.Bits then
                Packing.None
            else
                {
                    Words = NativePtr.toNativeInt o.Bits.Pointer
                    Stride = nativeint o.Bits.WordsPerStep * 8n
                }

        neurons

    /// Whether it is for parameters shared and one a neuron as these are, for these records.
    member _.Fits(precision: Precision, parameters: ParameterValue[], wanted: Recorded[]) =
        let mutable fits =
            layout.Precision = precision
            && RecordedArrays.same records wanted
            && parameters.Length = layout.Shared.Length

        for p in 0 .. parameters.Length - 1 do
            fits <- fits && parameters[p].IsShared = layout.Shared[p]

        fits

    /// Takes it, unless another caller has.
    member _.TryTake() = Interlocked.CompareExchange(&isTaken, 1, 0) = 0

    /// Runs all steps; it must have been taken, and is free after that.
    member _.Run(o: ForwardOperands<'T>) =
        try
            let neurons = bind o
            execution.Run(forward, 0, neurons, o.Steps, Bound.noise o.State)
        finally
            // what stands in the arrays is not read again before it is written
            lease.Release()
            Volatile.Write(&isTaken, 0)

/// The forward calls of a neuron.
[<Sealed>]
type internal ForwardCalls(execution: Execution, inputs: int, states: int) =
    /// Callers at once and kinds of calls beyond this many are served by new ones.
    static let most = 16
    let mutable known: ForwardCall[] = [||]
    let mutable oldest = 0

    let add (call: ForwardCall) =
        lock execution (fun () ->
            if known.Length < most then
                known <- Array.append known [| call |]
            else
                let changed = Array.copy known
                changed[oldest] <- call
                oldest <- (oldest + 1) % most
                known <- changed)

    /// A call that fits, taken.
    member _.Take(precision: Precision, parameters: ParameterValue[], records: Recorded[]) : ForwardCall =
        let calls = known
        let mutable found = null

        for call in calls do
            if isNull found && call.Fits(precision, parameters, records) && call.TryTake() then
                found <- call

        if isNull found then
            let layout = { Precision = precision; Shared = parameters |> Array.map _.IsShared }
            found <- ForwardCall(execution, layout, records, inputs, states)
            found.TryTake() |> ignore
            add found

        found
