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

/// The gradients of a typed neuron. To read one that was not asked for is an InvalidOperationException that names it.
[<Sealed>]
type NeuronGradients<'T, 'State>
    internal
    (
        definition: Definition,
        inputs: Tensor<'T>[] voption,
        initialState: 'State voption,
        parameters: Map<string, ParameterValue>
    ) =
    let notAsked what wrt =
        invalidOp
            $"%s{definition.Name}: the gradient of %s{what} was not asked for; add %s{wrt} to what it is taken with respect to."

    let asked what wrt value =
        match value with
        | ValueSome gradient -> gradient
        | ValueNone -> notAsked what wrt

    /// Of the first input, which for most neurons is the only one.
    member g.Input: Tensor<'T> = g.Inputs[0]
    /// Of every input, in order.
    member _.Inputs: Tensor<'T>[] = asked "the input" "Input" inputs
    member _.InitialState: 'State = asked "the initial state" "InitialState" initialState

    /// Of the parameters that were asked for, by name: a number where the parameter is shared, a tensor where it is per neuron.
    member _.Parameters: Map<string, ParameterValue> = parameters

    /// Of one parameter.
    member _.Parameter(name: string) : ParameterValue =
        let own = definition.ParameterNames[Definition.parameterIndex definition name]

        match Map.tryFind own parameters with
        | Some gradient -> gradient
        | None -> notAsked own $"Parameter \"%s{own}\""

/// A forward pass of a typed neuron together with its gradient; of what was recorded, or of the spike counts.
[<Sealed>]
type NeuronPullback<'T, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'State>
    internal (definition: Definition, pullback: Pullback<'T>, final: Snapshot<'State>, counts: Tensor<'T> voption) =
    let parameterCount = definition.ParameterNames.Length

    let requireCounts () =
        match counts with
        | ValueSome counts -> counts
        | ValueNone -> invalidOp $"%s{definition.Name}: this pullback is not of spike counts; use CountsPullback."

    /// None stands for no gradient; null does not.
    let given name (gradient: Tensor<'T> option) = gradient |> Option.map (Shape.present name) |> Option.toObj

    /// A counting neuron has the counts as its last state.
    let states (dFinal: 'State option) (dCounts: Tensor<'T> option) =
        let own =
            match dFinal with
            | Some record -> Records.valuesOrNull<'State, Tensor<'T>> record
            | None -> Array.zeroCreate definition.StateNames.Length

        if counts.IsNone then own else Array.append own [| given "dCounts" dCounts |]

    let gradients dRecorded (dFinal: Tensor<'T>[]) (wrt: Wrt list) : NeuronGradients<'T, 'State> =
        let parameters = Array.create parameterCount false

        for one in wrt do
            match one with
            | Parameter name -> parameters[Definition.parameterIndex definition name] <- true
            | Input
            | InitialState -> ()

        let input, state = List.contains Input wrt, List.contains InitialState wrt

        let g =
            pullback.Gradients(
                dRecorded,
                dFinal,
                {
                    GradientRequest.Inputs = Array.create definition.InputNames.Length input
                    State = state
                    Parameters = parameters
                    InputBuffers = null
                }
            )

        NeuronGradients<'T, 'State>(
            definition,
            (if input then ValueSome g.Inputs else ValueNone),
            (if state then
                 ValueSome(Records.ofValues<'State, Tensor<'T>> g.State[.. definition.StateNames.Length - 1])
             else
                 ValueNone),
            Map.ofSeq (
                seq {
                    for p in 0 .. parameterCount - 1 do
                        if parameters[p] then
                            definition.ParameterNames[p], g.Parameters[p]
                }
            )
        )

    /// What was recorded at every step, in the order asked for: [T; shape of the state] each.
    member _.Recorded = List.ofArray pullback.Recorded

    /// The output at every step, or what was recorded first: [T; shape of the state]. An InvalidOperationException where nothing was.
    member _.Output =
        if pullback.Recorded.Length = 0 then
            invalidOp $"%s{definition.Name}: this pullback records nothing over time."

        pullback.Recorded[0]

    /// The number of spikes of each neuron; an InvalidOperationException unless the pullback is of counts.
    member _.Counts = requireCounts ()
    /// The state after the last step.
    member _.Final = final

    /// The gradients of Σ dOutput·Output + Σ dFinal·Final. None stands for zero; so does null for a state of dFinal.
    member _.Gradients(dOutput: Tensor<'T> option, dFinal: 'State option, wrt: Wrt list) =
        let none = Array.zeroCreate pullback.Recorded.Length

        if none.Length > 0 then
            none[0] <- given "dOutput" dOutput
        elif dOutput.IsSome then
            invalidOp $"%s{definition.Name}: dOutput is given, and this pullback records nothing over time."

        gradients none (states dFinal None) wrt

    /// The same with a gradient for everything that was recorded.
    member _.GradientsOfRecords(dRecorded: Tensor<'T> option list, dFinal: 'State option, wrt: Wrt list) =
        gradients (dRecorded |> List.map (given "dRecorded") |> List.toArray) (states dFinal None) wrt

    /// The gradients of Σ dCounts·Counts + Σ dFinal·Final, of a pullback of counts.
    member _.GradientsOfCounts(dCounts: Tensor<'T>, dFinal: 'State option, wrt: Wrt list) =
        requireCounts () |> ignore
        gradients [||] (states dFinal (Some dCounts)) wrt
