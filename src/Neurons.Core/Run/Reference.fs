/// The naive twin of the kernels: the interpreter, neuron by neuron and step by step. Slow and simple; the kernels must have its bits.
module Neurons.Reference

open System
open System.Numerics.Tensors
open Neurons.Symbolic
open Neurons.Compile
open Neurons.Primitives
open Neurons.Run

/// All that a definition computes over time.
type Trajectory = {
    /// [T; shape of the state].
    Output: Tensor<float>
    /// Of each state after each step: [T; shape].
    States: Tensor<float>[]
    /// The state after the last step.
    Final: StateValues<float>
}

let private flat (tensor: Tensor<float>) : float[] =
    let values = Array.zeroCreate (int tensor.FlattenedLength)
    tensor.FlattenTo(values.AsSpan())
    values

let private tensor (lengths: nativeint[]) (values: float[]) = Tensor.Create(values, ReadOnlySpan lengths)

/// The uniform numbers of a neuron at a step.
let internal uniform precision (state: StateValues<float>) (step: int) (neuron: int) (draw: int) (second: bool) =
    let step = uint32 (state.Step + int64 step)

    let struct (w0, w1, w2, w3) =
        Philox.Block(uint32 neuron, step, uint32 draw, state.Stream, uint32 state.Seed, uint32 (state.Seed >>> 32))

    let struct (high, low) = if second then struct (w2, w3) else struct (w0, w1)

    match precision with
    | Precision.Float32 -> float (Philox.ToSingle high)
    | Precision.Float64 -> Philox.ToDouble(high, low)

/// The sum of the tree that adds adjacent neighbours.
let rec private tree precision (values: float[]) =
    match values.Length with
    | 0 -> 0.0
    | 1 -> values[0]
    | _ ->
        values
        |> Array.chunkBySize 2
        |> Array.map (fun pair ->
            if pair.Length = 2 then
                Precision.round precision (pair[0] + pair[1])
            else
                pair[0])
        |> tree precision

/// A call, checked, in flat arrays.
type private Call
    (
        precision,
        definition: Definition,
        parameters: ParameterValue[],
        state: StateValues<float>,
        inputs: InputSequence<float>[]
    ) =
    do Check.parameters definition parameters
    let shape = Check.state definition state
    do Check.fit definition parameters shape
    let steps = Check.inputs definition shape inputs
    let neurons = Shape.count shape
    let numbers = parameters |> Array.map _.ToArray()
    let first = state.Values |> Array.map flat

    let xs =
        inputs
        |> Array.map (fun input ->
            match input with
            | EachStep tensor -> flat tensor
            | Unchanged(steps, tensor) -> Array.replicate steps (flat tensor) |> Array.concat)

    member _.Shape = shape
    member _.Steps = steps
    member _.Neurons = neurons

    /// The leaves of a neuron at a step; the states stand before it.
    member _.Leaves(states: float[], adjoints: float[], step: int, neuron: int) : Leaves = {
        Variable =
            fun v ->
                match v.Kind with
                | VariableKind.Input -> xs[v.Index][step * neurons + neuron]
                | VariableKind.State -> states[v.Index]
                | VariableKind.Parameter -> numbers[v.Index][neuron % numbers[v.Index].Length]
                | Adjoint -> adjoints[v.Index]
        Step = float (state.Step + int64 step)
        Uniform = uniform precision state step neuron
    }

    /// The states of a neuron before each step, and after the last one.
    member c.States(neuron: int) : float[][] =
        let initial = first |> Array.map (fun values -> Precision.round precision values[neuron])

        (initial, [| 0 .. steps - 1 |])
        ||> Array.scan (fun states step ->
            Array.map
                (Interpreter.evaluator precision (c.Leaves(states, [||], step, neuron)))
                definition.Equations.Next)

/// Runs all steps of the inputs from a state.
let integral
    precision
    (definition: Definition)
    (parameters: ParameterValue[])
    (state: StateValues<float>)
    (inputs: InputSequence<float>[])
    : Trajectory =
    let call = Call(precision, definition, parameters, state, inputs)
    let states = Array.init call.Neurons call.States
    let timed = Array.append [| nativeint call.Steps |] call.Shape

    let stateAt s step neuron =
        let after = states[neuron][step]
        after[s]

    let output step neuron =
        let leaves = call.Leaves(states[neuron][step], [||], step, neuron)
        Interpreter.evaluator precision leaves definition.Equations.Outputs[0]

    let overTime value =
        Array.init (call.Steps * call.Neurons) (fun k -> value (k / call.Neurons) (k % call.Neurons))
        |> tensor timed

    {
        Output = overTime output
        States = definition.StateNames |> Array.mapi (fun s _ -> overTime (fun step -> stateAt s (step + 1)))
        Final = {
            state with
                Values =
                    state.Values
                    |> Array.mapi (fun s _ -> tensor call.Shape (Array.init call.Neurons (stateAt s call.Steps)))
                Step = state.Step + int64 call.Steps
        }
    }

/// The gradients of Σ dRecorded·recorded + Σ dFinal·final with respect to everything. Null stands for no gradient.
let gradients
    precision
    (definition: Definition)
    (parameters: ParameterValue[])
    (state: StateValues<float>)
    (inputs: InputSequence<float>[])
    (records: Record[])
    (dRecorded: Tensor<float>[])
    (dFinal: Tensor<float>[])
    : Gradients<float> =
    let call = Call(precision, definition, parameters, state, inputs)
    let equations = Equations.share definition.Equations

    let recorded =
        records
        |> Array.map (fun record ->
            match record with
            | Outputs -> equations.Outputs[0]
            | StateOver name -> equations.Next[Definition.stateIndex definition name])

    let reverse =
        ReverseEquations.derive { equations with Outputs = recorded } (dRecorded |> Array.map (isNull >> not))

    let seeds = dRecorded |> Array.map (fun seed -> if isNull seed then [||] else flat seed)
    let final = dFinal |> Array.map (fun seed -> if isNull seed then [||] else flat seed)
    let at (values: float[]) i = if values.Length = 0 then 0.0 else values[i]

    let inputGradients: float[][] =
        inputs |> Array.map (fun _ -> Array.zeroCreate (call.Steps * call.Neurons))

    let zeros _ : float[] = Array.zeroCreate call.Neurons
    let inputSums = inputs |> Array.map zeros
    let parameterSums = parameters |> Array.map zeros
    let stateGradients = state.Values |> Array.map zeros
    let add (sums: float[]) neuron amount = sums[neuron] <- Precision.round precision (sums[neuron] + amount)

    for neuron in 0 .. call.Neurons - 1 do
        let states = call.States neuron
        let mutable adjoint = final |> Array.map (fun seed -> at seed neuron)

        for step in call.Steps - 1 .. -1 .. 0 do
            let index = step * call.Neurons + neuron
            let given = seeds |> Array.map (fun seed -> at seed index)
            let leaves = call.Leaves(states[step], Array.append given adjoint, step, neuron)
            let evaluate = Interpreter.evaluator precision leaves
            let value gradient = gradient |> Option.map evaluate |> Option.defaultValue 0.0

            for i in 0 .. inputs.Length - 1 do
                let amount = value reverse.Inputs[i]
                inputGradients[i][index] <- amount
                add inputSums[i] neuron amount

            for p in 0 .. parameters.Length - 1 do
                add parameterSums[p] neuron (value reverse.Parameters[p])

            adjoint <- Array.map value reverse.States

        for s in 0 .. adjoint.Length - 1 do
            stateGradients[s][neuron] <- adjoint[s]

    /// A parameter of a batch of layers: the sum over the batch for each neuron of the layer.
    let perNeuron (sums: float[]) period =
        Array.init period (fun n ->
            tree precision (Array.init (call.Neurons / period) (fun row -> sums[row * period + n])))

    {
        Inputs =
            inputs
            |> Array.mapi (fun i input ->
                match input with
                | EachStep xs -> tensor (Shape.ofTensor xs) inputGradients[i]
                | Unchanged _ -> tensor call.Shape inputSums[i])
        State = stateGradients |> Array.map (tensor call.Shape)
        Parameters =
            parameters
            |> Array.mapi (fun p value ->
                match value with
                | Shared _ -> Shared(tree precision parameterSums[p])
                | PerNeuron values ->
                    perNeuron parameterSums[p] (int values.FlattenedLength)
                    |> tensor (Shape.ofTensor values)
                    |> PerNeuron)
    }
