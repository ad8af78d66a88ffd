namespace Neurons

open System
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

/// A forward pass of a typed neuron together with its gradient.
[<Sealed>]
type NeuronPullback<'T, 'State> internal (dynamics: Dynamics, pullback: Pullback<'T>, final: Snapshot<'State>) =
    let definition = dynamics.Definition

    /// The output at every step: [T; shape of the state].
    member _.Output = pullback.Recorded[0]
    /// The state after the last step.
    member _.Final = final

    /// The gradients of Σ dOutput·Output + Σ dFinal·Final; None stands for zero.
    member _.Gradients(dOutput: Tensor<'T> option, dFinal: 'State option, wrt: Wrt list) : NeuronGradients<'T, 'State> =
        let parameters = Array.create definition.ParameterNames.Length false

        for one in wrt do
            match one with
            | Parameter name -> parameters[Definition.parameterIndex definition name] <- true
            | Input
            | InitialState -> ()

        let state = List.contains InitialState wrt

        let request = {
            GradientRequest.Inputs = Array.create definition.InputNames.Length (List.contains Input wrt)
            State = state
            Parameters = parameters
            InputBuffers = null
        }

        let final =
            match dFinal with
            | Some record -> Records.values<'State, Tensor<'T>> record
            | None -> null

        let gradients = pullback.Gradients([| Option.toObj dOutput |], final, request)

        {
            Input = gradients.Inputs[0]
            Inputs = gradients.Inputs
            InitialState =
                (if state then
                     Records.ofValues<'State, Tensor<'T>> gradients.State
                 else
                     Unchecked.defaultof<'State>)
            Parameters =
                Map.ofSeq (
                    seq {
                        for p in 0 .. parameters.Length - 1 do
                            if parameters[p] then
                                definition.ParameterNames[p], gradients.Parameters[p]
                    }
                )
        }

/// The state of a recurrent layer of typed neurons: theirs, and the spikes of the last step.
type RecurrentSnapshot<'T, 'State> = { Spikes: Tensor<'T>; Neurons: Snapshot<'State> }

/// A forward pass of a recurrent layer together with its gradient.
[<Sealed>]
type RecurrentPullback<'T, 'State>
    internal
    (
        output: Tensor<'T>,
        final: RecurrentSnapshot<'T, 'State>,
        gradients: Tensor<'T> -> RecurrentValues<'T> voption -> RecurrentGradients<'T>,
        raw
    ) =
    /// All spikes, [T; B; N].
    member _.Output = output
    member _.Final = final

    /// The gradients of Σ dOutput·Output + Σ dFinal·Final with respect to everything; None stands for zero.
    member _.Gradients
        (dOutput: Tensor<'T> option, dFinal: RecurrentSnapshot<'T, 'State> option)
        : RecurrentGradients<'T> =
        gradients (Option.toObj dOutput) (dFinal |> ValueOption.ofOption |> ValueOption.map raw)

/// A neuron of one model with its options chosen, for one element type, in the records of the model:
/// 'Parameters holds a `ParameterValue` for each parameter, 'State a tensor for each state. Time comes first: an input over time is
/// [T; shape], where shape is the state's, [batch…; features…].
[<Sealed>]
type Neuron<'T, 'Parameters, 'State>(dynamics: Dynamics) =
    let values (p: 'Parameters) = Records.values<'Parameters, ParameterValue> p

    let raw (s: Snapshot<'State>) : StateValues<'T> = {
        Values = Records.values<'State, Tensor<'T>> s.Variables
        Step = s.Step
        Seed = s.Seed
        Stream = s.Stream
    }

    let typed (s: StateValues<'T>) : Snapshot<'State> = {
        Variables = Records.ofValues<'State, Tensor<'T>> s.Values
        Step = s.Step
        Seed = s.Seed
        Stream = s.Stream
    }

    let outputs = [| Outputs |]

    let rawRecurrent (s: RecurrentSnapshot<'T, 'State>) : RecurrentValues<'T> = {
        Spikes = s.Spikes
        Neurons = raw s.Neurons
    }

    let typedRecurrent (s: RecurrentValues<'T>) : RecurrentSnapshot<'T, 'State> = {
        Spikes = s.Spikes
        Neurons = typed s.Neurons
    }

    /// The neuron without its types.
    member _.Dynamics = dynamics
    member _.Definition = dynamics.Definition

    /// The initial state of a shape, [batch…; features…]; seed 0, stream 0.
    member n.Initial(p: 'Parameters, shape: int[]) : Snapshot<'State> = n.Initial(p, shape, 0UL, 0u)

    /// The initial state of a shape, and what random numbers are drawn from.
    member _.Initial(p: 'Parameters, shape: int[], seed: uint64, stream: uint32) : Snapshot<'State> =
        typed (dynamics.Initial<'T>(values p, Array.map nativeint shape, seed, stream))

    /// One step: the output and the next state. x has the shape of the state.
    member n.Step (p: 'Parameters) (s: Snapshot<'State>) (x: Tensor<'T>) : struct (Tensor<'T> * Snapshot<'State>) =
        n.StepWith p s [ x ]

    /// As `Step`, of a neuron with several inputs.
    member _.StepWith (p: 'Parameters) (s: Snapshot<'State>) (inputs: Tensor<'T> list) =
        let struct (output, next) = dynamics.Step(values p, raw s, List.toArray inputs)
        struct (output, typed next)

    /// All steps of xs, [T; shape]: the outputs, [T; shape], and the last state. It is T times `Step`, only faster.
    member n.Integral (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) = n.IntegralOf p s (EachStep xs)

    /// As `Integral`, also for an input that stays the same.
    member n.IntegralOf (p: 'Parameters) (s: Snapshot<'State>) (xs: InputSequence<'T>) = n.IntegralWith p s [ xs ]

    /// As `Integral`, of a neuron with several inputs.
    member _.IntegralWith (p: 'Parameters) (s: Snapshot<'State>) (inputs: InputSequence<'T> list) =
        let result = dynamics.Integral(values p, raw s, List.toArray inputs, outputs, ValueNone)
        struct (result.Recorded[0], typed result.Final)

    /// As `Integral`, into buffers of the caller's: `output` [T; shape], and one tensor a state in `final`.
    member _.IntegralInto (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) (output: Tensor<'T>) (final: 'State) =
        let buffers = {
            IntegralBuffers.Recorded = [| output |]
            Final = Records.values<'State, Tensor<'T>> final
        }

        let result = dynamics.Integral(values p, raw s, [| EachStep xs |], outputs, ValueSome buffers)

        typed result.Final

    /// What is recorded over time, in order, and the last state.
    member _.Record (records: Record list) (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) =
        let result = dynamics.Integral(values p, raw s, [| EachStep xs |], List.toArray records, ValueNone)

        struct (List.ofArray result.Recorded, typed result.Final)

    /// The number of spikes of each neuron over all steps, and the last state; the spikes themselves are not stored.
    member _.SpikeCounts (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) =
        let struct (counts, final) = dynamics.SpikeCounts(values p, raw s, [| EachStep xs |], null)

        struct (counts, typed final)

    /// The forward pass, and a function from the gradients of what it returns to those of what it was given.
    member n.Pullback (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) = n.PullbackWith p s [ EachStep xs ]

    /// As `Pullback`, of a neuron with several inputs.
    member _.PullbackWith (p: 'Parameters) (s: Snapshot<'State>) (inputs: InputSequence<'T> list) =
        let pullback = Pullback.run dynamics (values p) (raw s) (List.toArray inputs) outputs ValueNone
        NeuronPullback<'T, 'State>(dynamics, pullback, typed pullback.Final)

    /// The initial state of a recurrent layer of shape [B; N], without spikes.
    member _.RecurrentInitial(p: 'Parameters, shape: int[]) : RecurrentSnapshot<'T, 'State> =
        typedRecurrent (Recurrent.initial<'T> dynamics (values p) shape)

    /// One step of a recurrent layer, x = W_in z_in + W_rec z: z_in is [B; M], the output [B; N].
    member _.RecurrentStep
        (p: 'Parameters)
        (w: RecurrentWeights<'T>)
        (s: RecurrentSnapshot<'T, 'State>)
        (x: Tensor<'T>)
        =
        let struct (z, next) = Recurrent.step dynamics (values p) w (rawRecurrent s) x
        struct (z, typedRecurrent next)

    /// All steps of a recurrent layer: xs is [T; B; M], the output [T; B; N].
    member _.RecurrentIntegral
        (p: 'Parameters)
        (w: RecurrentWeights<'T>)
        (s: RecurrentSnapshot<'T, 'State>)
        (xs: Tensor<'T>)
        =
        let struct (z, last) = Recurrent.integral dynamics (values p) w (rawRecurrent s) xs
        struct (z, typedRecurrent last)

    /// The forward pass of a recurrent layer, and its gradient through time and through the recurrent synapses.
    member _.RecurrentPullback
        (p: 'Parameters)
        (w: RecurrentWeights<'T>)
        (s: RecurrentSnapshot<'T, 'State>)
        (xs: Tensor<'T>)
        =
        let struct (z, trace) = Recurrent.trace dynamics (values p) w (rawRecurrent s) xs
        RecurrentPullback<'T, 'State>(z, typedRecurrent trace.After, Recurrent.gradients dynamics trace, rawRecurrent)

    /// `RecurrentStep` with the indices of spikes in and out; the same numbers.
    member _.SparseStep
        (p: 'Parameters)
        (w: RecurrentWeights<'T>)
        (s: RecurrentSnapshot<'T, 'State>)
        (x: SpikeIndices)
        =
        let struct (z, next) = Sparse.step dynamics (values p) w (rawRecurrent s) x
        struct (z, typedRecurrent next)

    /// `RecurrentIntegral` with the indices of spikes in and out; the same numbers.
    member _.SparseIntegral
        (p: 'Parameters)
        (w: RecurrentWeights<'T>)
        (s: RecurrentSnapshot<'T, 'State>)
        (xs: SpikeIndices)
        =
        let struct (z, last) = Sparse.integral dynamics (values p) w (rawRecurrent s) xs
        struct (z, typedRecurrent last)

module Neuron =
    let private known =
        System.Runtime.CompilerServices.ConditionalWeakTable<
            obj,
            System.Collections.Concurrent.ConcurrentDictionary<obj, Dynamics>
         >()

    /// The neuron of a model with its options chosen; traced and compiled once for equal options.
    let dynamics (model: Model<'Options, 'Quantities, 'PE, 'SE>) (options: 'Options) : Dynamics =
        let ofModel = known.GetValue(model, (fun _ -> System.Collections.Concurrent.ConcurrentDictionary()))
        ofModel.GetOrAdd(box options, (fun _ -> Dynamics(Model.define model options)))

    /// The same for one element type, in the records of the model. The field names of 'Parameters and 'State must be those of the model's.
    let create<'T, 'Options, 'Quantities, 'PE, 'SE, 'P, 'S>
        (model: Model<'Options, 'Quantities, 'PE, 'SE>)
        (options: 'Options)
        : Neuron<'T, 'P, 'S> =
        Neuron<'T, 'P, 'S>(dynamics model options)
