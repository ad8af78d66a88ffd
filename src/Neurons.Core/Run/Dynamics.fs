namespace Neurons

open System
open System.Collections.Generic
open System.Numerics.Tensors
open Microsoft.FSharp.NativeInterop
open Neurons.Symbolic
open Neurons.Compile
open Neurons.Primitives
open Neurons.Run

/// What an integral returns.
[<Struct>]
type IntegralResult<'T> = {
    /// [T; shape of the state], in the order asked for.
    Recorded: Tensor<'T>[]
    Final: StateValues<'T>
}

/// Buffers of the caller's that an integral writes to instead of allocating; they stay his. `Final` may be the tensors of the initial
/// state: it is then updated in place.
type IntegralBuffers<'T> = { Recorded: Tensor<'T>[]; Final: Tensor<'T>[] }

/// A neuron that can be run: its definition with compiled kernels, without the types of its records. The typed neurons, the
/// layers and the command line stand on it.
[<Sealed>]
type Dynamics internal (definition: Definition, backend: Backend, cut: Cut) =
    static let outputs = [| Outputs |]
    static let recordedOutputs = [| Output 0 |]
    let compiled = Compiled(definition.Equations, backend)
    let execution = Execution(compiled, cut)

    let calls =
        ForwardCalls(execution, definition.Equations.Inputs.Length, definition.Equations.States.Length)

    // Most calls have the shape of the last.
    let mutable lastShape: nativeint[] = [||]

    // What is gathered is one more state each, so that kernels gather while a block is in cache, and a count has a gradient like any state.
    let gathering (wanted: Gathered[]) =
        let e = definition.Equations

        let name g =
            match g.Of with
            | Outputs when g.By = Gathering.Sum -> "SpikeCount"
            | Outputs -> $"%s{string g.By} of outputs"
            | StateOver name -> $"%s{string g.By} of %s{name}"

        let next (states: Expr[]) k (g: Gathered) =
            let value =
                match g.Of with
                | Outputs -> e.Outputs[0]
                | StateOver name -> e.Next[Definition.stateIndex definition name]

            match g.By with
            | Gathering.Sum -> states[k] + value
            | Gathering.Squares -> states[k] + value * value
            | Gathering.Largest -> Expr.Max(states[k], value)
            | Gathering.Smallest -> Expr.Min(states[k], value)
            | Gathering.NonZero ->
                states[k] + Expr.Where(Expr.IsLess(Constant 0.0, Expr.Abs value), Constant 1.0, Constant 0.0)
            | other -> invalidArg "wanted" $"There is no gathering %d{int other}."

        let extended =
            definition
            |> Definition.withStates (Array.map name wanted) id (fun states -> Array.mapi (next states) wanted)

        Dynamics(extended, backend, cut)

    let counting = lazy (gathering [| { Of = Outputs; By = Gathering.Sum } |])

    let validity = Validity(definition, backend)

    // A parameter that is asked for is one that the initial state depends on.
    let initialParameters =
        lazy
            (let asked = definition.ParameterNames |> Array.map (fun _ -> false)

             let leaves = {
                 Variable =
                     fun v ->
                         asked[v.Index] <- true
                         1.0
                 Step = 0.0
                 Uniform = fun _ _ -> 0.0
             }

             for expr in definition.Initial do
                 Interpreter.evaluator Precision.Float64 leaves expr |> ignore

             asked)

    new(definition) = Dynamics(definition, Backend.best, Cut.standard)

    member _.Definition = definition
    member internal _.Execution = execution
    /// The same neuron with the number of its spikes as a last state.
    member _.Counting: Dynamics = counting.Value

    /// The same neuron with what it gathers as last states, in this order. A sum or a number of steps begins with 0, a largest with −∞,
    /// a smallest with ∞; nothing else changes.
    member _.Gathering(wanted: Gathered[]) : Dynamics = gathering wanted

    /// The same neuron with states that begin with these numbers, by their names, instead of what the model gives.
    member _.WithInitial(numbers: IReadOnlyDictionary<string, float>) : Dynamics =
        let initial = Array.copy definition.Initial

        for pair in numbers do
            initial[Definition.stateIndex definition pair.Key] <- Expr.Constant pair.Value

        Dynamics({ definition with Initial = initial }, backend, cut)

    /// Which parameters the initial state depends on.
    member _.InitialParameters = initialParameters.Value

    /// Whether parameters are in their ranges and fit each other.
    member _.Allows(values: ParameterValue[]) = validity.Allows values

    /// Values that the caller has checked and will not change: calls with this array do not check them again.
    member _.Trust(values: ParameterValue[]) = validity.Trust values

    /// Refuses parameters that are not allowed, or not in the precision that computes.
    member _.Validate(precision: Precision, values: ParameterValue[]) = validity.Check(precision, values)

    /// What a step of the forward pass computes with shared parameters, recording the output.
    member _.ForwardOperations(precision: Precision) : Operations =
        let e = compiled.Equations
        let layout = { Precision = precision; Shared = e.Parameters |> Array.map (fun _ -> true) }
        Operations.ofStep (compiled.Step(layout, [| Output 0 |])).Plan (Equations.roots e)

    /// What a step of the backward pass computes, the recomputed forward step included: the gradients of the inputs and, if
    /// wanted, of all parameters.
    member _.BackwardOperations(precision: Precision, parameters: bool) : Operations =
        let e = compiled.Equations
        let layout = { Precision = precision; Shared = e.Parameters |> Array.map (fun _ -> true) }

        let wanted = {
            Inputs = e.Inputs |> Array.map (fun _ -> true)
            Constant = e.Inputs |> Array.map (fun _ -> false)
            Parameters = e.Parameters |> Array.map (fun _ -> parameters)
        }

        let kernels = compiled.Reverse(layout, [| Output 0 |], [| true |], wanted)
        let struct (_, tape) = Plan.reverse layout e [| Output 0 |] [| true |] wanted
        let forward = Operations.ofStep kernels.Record.Plan (Array.append e.Next tape)
        Operations.add forward (Operations.ofProgram kernels.Reverse.Program)

    member internal _.Recorded(records: Record[]) =
        records
        |> Array.map (fun record ->
            match record with
            | Outputs -> Output 0
            | StateOver name -> After(Definition.stateIndex definition name))

    /// The initial state for a shape [batch…; features…], in memory of its own.
    member this.Initial<'T>(parameters, shape: nativeint[], seed: uint64, stream: uint32) : StateValues<'T> =
        let start = this.Start<'T>(parameters, shape, seed, stream)
        { start with Values = start.Values |> Array.map Shape.copied }

    /// The initial state to be read only: where it is one number for all neurons, it takes the memory of one number.
    member _.Start<'T>
        (parameters: ParameterValue[], shape: nativeint[], seed: uint64, stream: uint32)
        : StateValues<'T> =
        validity.Check(Precision.ofType<'T>, parameters)
        Check.shape definition shape
        Check.fit definition parameters shape
        let precision = Precision.ofType<'T>
        let flat = parameters |> Array.map _.ToArray()

        let period =
            Array.fold2
                (fun longest (values: float[]) isUsed -> if isUsed then max longest values.Length else longest)
                1
                flat
                initialParameters.Value

        let value expr =
            let one =
                Array.init period (fun n ->
                    let leaves = {
                        Variable = fun v -> flat[v.Index][n % flat[v.Index].Length]
                        Step = 0.0
                        Uniform = fun _ _ -> 0.0
                    }

                    Element.ofFloat<'T> (Interpreter.evaluator precision leaves expr))

            let count = Shape.count shape

            if period = 1 then
                Shape.ofOneNumber shape one[0]
            else
                let values = Array.zeroCreate count

                for start in 0..period .. count - 1 do
                    Array.blit one 0 values start period

                Tensor.Create(values, ReadOnlySpan shape)

        {
            Values = Array.map value definition.Initial
            Step = 0L
            Seed = seed
            Stream = stream
        }

    /// The shape of a checked state.
    member private _.ShapeOf(state: StateValues<'T>) =
        let known = lastShape

        if Shape.isOf state.Values[0] known then
            known
        else
            let shape = state.Shape
            lastShape <- shape
            shape

    /// Runs all steps; records have the shape of the state, after the number of steps unless that is left out.
    member private this.Run<'T>
        (
            parameters: ParameterValue[],
            state: StateValues<'T>,
            inputs: InputSequence<'T>[],
            records: Record[],
            into: IntegralBuffers<'T> voption,
            bits: SpikeBits,
            withTime: bool
        ) : IntegralResult<'T> =
        validity.Check(Precision.ofType<'T>, parameters)
        Check.states definition state
        let shape = this.ShapeOf state
        Check.fit definition parameters shape
        let steps = Check.inputs definition shape inputs
        Check.horizon definition state steps

        let recorded =
            if records.Length = 1 && records[0].IsOutputs then
                recordedOutputs
            else
                this.Recorded records

        let recordedTensors =
            match into with
            | _ when not (isNull bits) ->
                bits.Resize(steps, Shape.count shape)
                [||]
            | ValueSome buffers ->
                Check.buffers
                    definition
                    "Recorded"
                    records.Length
                    (if withTime then steps else -1)
                    shape
                    buffers.Recorded
            | ValueNone ->
                let shape = if withTime then Array.append [| nativeint steps |] shape else shape
                records |> Array.map (fun _ -> Shape.create<'T> shape)

        let finalTensors =
            match into with
            | ValueSome buffers when not (isNull buffers.Final) ->
                Check.buffers definition "Final" state.Values.Length -1 shape buffers.Final
            | _ -> state.Values |> Array.map (fun _ -> Shape.create<'T> shape)

        Check.distinct definition recordedTensors finalTensors

        if steps = 0 then
            for s in 0 .. finalTensors.Length - 1 do
                if not (obj.ReferenceEquals(finalTensors[s], state.Values[s])) then
                    Shape.copy state.Values[s] finalTensors[s]
        else
            calls.Take(Precision.ofType<'T>, parameters, recorded).Run {
                Parameters = parameters
                State = state
                Inputs = inputs
                Steps = steps
                Recorded = recordedTensors
                Final = finalTensors
                Bits = bits
            }

        {
            Recorded = recordedTensors
            Final = { state with Values = finalTensors; Step = state.Step + int64 steps }
        }

    /// Runs all steps of the inputs from a state, and returns what is recorded with the last state. With buffers, nothing is
    /// allocated but small change.
    member this.Integral<'T>
        (
            parameters: ParameterValue[],
            state: StateValues<'T>,
            inputs: InputSequence<'T>[],
            records: Record[],
            into: IntegralBuffers<'T> voption
        ) : IntegralResult<'T> =
        this.Run(parameters, state, inputs, records, into, null, true)

    /// Runs all steps like `Integral` and keeps the spikes as bits: a bit for each step and neuron. The model must spike.
    member this.Spikes<'T>
        (
            parameters: ParameterValue[],
            state: StateValues<'T>,
            inputs: InputSequence<'T>[],
            bits: SpikeBits,
            final: Tensor<'T>[]
        ) : IntegralResult<'T> =
        if not definition.Spikes then
            Check.fail definition "the output is a potential; there are no spikes to keep as bits."

        let buffers = { Recorded = [||]; Final = final }
        this.Run(parameters, state, inputs, outputs, ValueSome buffers, bits, true)

    /// One step: the output and the next state. Inputs and output have the state's shape.
    member this.Step<'T>(parameters: ParameterValue[], state: StateValues<'T>, inputs: Tensor<'T>[]) =
        this.Step(parameters, state, inputs, ValueNone)

    /// One step into buffers of the caller's, of which the recorded one has the state's shape, too.
    member this.Step<'T>
        (parameters: ParameterValue[], state: StateValues<'T>, inputs: Tensor<'T>[], into: IntegralBuffers<'T> voption)
        =
        let result = this.Step(parameters, state, inputs |> Array.map (fun x -> Unchanged(1, x)), into)
        struct (result.Recorded[0], result.Final)

    /// One step of inputs that stay the same for one step, in an array of the caller's.
    member this.Step<'T>
        (
            parameters: ParameterValue[],
            state: StateValues<'T>,
            inputs: InputSequence<'T>[],
            into: IntegralBuffers<'T> voption
        ) : IntegralResult<'T> =
        this.Run(parameters, state, inputs, outputs, into, null, false)

    /// Spikes a neuron over all steps, without storing the spikes; and the last state.
    member this.SpikeCounts<'T>
        (parameters: ParameterValue[], state: StateValues<'T>, inputs: InputSequence<'T>[])
        : struct (Tensor<'T> * StateValues<'T>) =
        this.SpikeCounts(parameters, state, inputs, null, null)

    /// As `SpikeCounts`, into buffers of the caller's: `counts` has the shape of the state, and so has each tensor of `final`, which may
    /// be the tensors of the initial state: nothing else is then allocated. Null to allocate.
    member _.SpikeCounts<'T>
        (
            parameters: ParameterValue[],
            state: StateValues<'T>,
            inputs: InputSequence<'T>[],
            counts: Tensor<'T>,
            final: Tensor<'T>[]
        ) : struct (Tensor<'T> * StateValues<'T>) =
        let shape = Check.state definition state

        let counts =
            if isNull counts then
                Shape.zeros<'T> shape
            else
                let counts = Check.buffer definition "Counts" shape counts

                for states in [| state.Values; (if isNull final then [||] else final) |] do
                    Check.distinct definition states [| counts |]

                Shape.clear counts
                counts

        let final =
            if isNull final then
                state.Values |> Array.map (fun _ -> Shape.create<'T> shape)
            else
                final

        // the counts are the last state, before and after
        let counted = { state with Values = Array.append state.Values [| counts |] }
        let buffers = { IntegralBuffers.Recorded = [||]; Final = Array.append final [| counts |] }
        let result = counting.Value.Integral(parameters, counted, inputs, [||], ValueSome buffers)
        let last = state.Values.Length
        struct (counts, { result.Final with Values = Array.sub result.Final.Values 0 last })
