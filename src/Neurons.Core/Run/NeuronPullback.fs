namespace Neurons

open System.Diagnostics.CodeAnalysis
open System.Numerics.Tensors
open Neurons.Run

/// The states of a typed neuron between two steps, and where its run stands. Immutable.
type Snapshot<'State> = {
    Variables: 'State
    /// Steps taken so far: a second sequence goes on with time and noise where the first ended.
    Step: int64
    /// What the random numbers are drawn from.
    Seed: uint64
    Stream: uint32
}

/// What a gradient is taken with respect to.
type Wrt =
    | Input
    | InitialState
    /// A parameter, by name.
    | Parameter of string

/// The gradients of a typed neuron; null where they were not asked for.
type NeuronGradients<'T, 'State> = {
    /// Of the first input, which for most neurons is the only one.
    Input: Tensor<'T>
    /// Of every input, in order.
    Inputs: Tensor<'T>[]
    InitialState: 'State
    /// By name: a number where the parameter is shared, a tensor where it is per neuron.
    Parameters: Map<string, ParameterValue>
}

/// A forward pass of a typed neuron together with its gradient; of what was recorded, or of the spike counts.
[<Sealed>]
type NeuronPullback<'T, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'State>
    internal (definition: Definition, pullback: Pullback<'T>, final: Snapshot<'State>, counts: Tensor<'T>) =
    let parameterCount = definition.ParameterNames.Length

    /// A counting neuron has the counts as its last state.
    let states (dFinal: 'State option) (dCounts: Tensor<'T> option) =
        let own =
            match dFinal with
            | Some record -> Records.valuesOrNull<'State, Tensor<'T>> record
            | None -> Array.zeroCreate definition.StateNames.Length

        if isNull (box counts) then own else Array.append own [| Option.toObj dCounts |]

    let gradients dRecorded (dFinal: Tensor<'T>[]) (wrt: Wrt list) : NeuronGradients<'T, 'State> =
        let parameters = Array.create parameterCount false

        for one in wrt do
            match one with
            | Parameter name -> parameters[Definition.parameterIndex definition name] <- true
            | Input
            | InitialState -> ()

        let state = List.contains InitialState wrt

        let g =
            pullback.Gradients(
                dRecorded,
                dFinal,
                {
                    GradientRequest.Inputs = Array.create definition.InputNames.Length (List.contains Input wrt)
                    State = state
                    Parameters = parameters
                    InputBuffers = null
                }
            )

        {
            Input = g.Inputs[0]
            Inputs = g.Inputs
            InitialState =
                (if state then
                     Records.ofValues<'State, Tensor<'T>> g.State[.. definition.StateNames.Length - 1]
                 else
                     Unchecked.defaultof<'State>)
            Parameters =
                Map.ofSeq (
                    seq {
                        for p in 0 .. parameterCount - 1 do
                            if parameters[p] then
                                definition.ParameterNames[p], g.Parameters[p]
                    }
                )
        }

    /// What was recorded at every step, in the order asked for: [T; shape of the state] each.
    member _.Recorded = List.ofArray pullback.Recorded
    /// The output at every step, or what was recorded first: [T; shape of the state].
    member _.Output = pullback.Recorded[0]
    /// The number of spikes of each neuron; null unless the pullback is of counts.
    member _.Counts = counts
    /// The state after the last step.
    member _.Final = final

    /// The gradients of Σ dOutput·Output + Σ dFinal·Final. None stands for zero; so does null for a state of dFinal.
    member _.Gradients(dOutput: Tensor<'T> option, dFinal: 'State option, wrt: Wrt list) =
        let none = Array.zeroCreate pullback.Recorded.Length

        if none.Length > 0 then
            none[0] <- Option.toObj dOutput

        gradients none (states dFinal None) wrt

    /// The same with a gradient for everything that was recorded.
    member _.GradientsOfRecords(dRecorded: Tensor<'T> option list, dFinal: 'State option, wrt: Wrt list) =
        gradients (dRecorded |> List.map Option.toObj |> List.toArray) (states dFinal None) wrt

    /// The gradients of Σ dCounts·Counts + Σ dFinal·Final, of a pullback of counts.
    member _.GradientsOfCounts(dCounts: Tensor<'T>, dFinal: 'State option, wrt: Wrt list) =
        if isNull (box counts) then
            invalidOp $"%s{definition.Name}: this pullback is not of spike counts; use CountsPullback."

        gradients [||] (states dFinal (Some dCounts)) wrt
