namespace Neurons

open System
open System.Diagnostics.CodeAnalysis
open System.Numerics.Tensors
open Neurons.Run

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
        gradients
            (dOutput |> Option.map (Shape.present "dOutput") |> Option.toObj)
            (dFinal |> ValueOption.ofOption |> ValueOption.map raw)

/// A neuron of one model with its options chosen, for one element type, in the records of the model:
/// 'Parameters holds a `ParameterValue` for each parameter, 'State a tensor for each state. Time comes first: an input over time is
/// [T; shape], where shape is the state's, [batch…; features…].
[<Sealed>]
type Neuron<'T, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Parameters, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'State>
    (dynamics: Dynamics) =
    let values (p: 'Parameters) = Records.values<'Parameters, ParameterValue> p

    let raw (s: Snapshot<'State>) : StateValues<'T> =
        if isNull (box s) then
            raise (
                ArgumentNullException("state", $"%s{dynamics.Definition.Name}: the state is null; Initial makes one.")
            )

        {
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
    member n.Record (records: Record list) (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) =
        n.RecordOf records p s (EachStep xs)

    /// As `Record`, also for an input that stays the same.
    member _.RecordOf (records: Record list) (p: 'Parameters) (s: Snapshot<'State>) (xs: InputSequence<'T>) =
        let result = dynamics.Integral(values p, raw s, [| xs |], List.toArray records, ValueNone)

        struct (List.ofArray result.Recorded, typed result.Final)

    /// The number of spikes of each neuron over all steps, and the last state; the spikes themselves are not stored.
    member n.SpikeCounts (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) = n.SpikeCountsOf p s (EachStep xs)

    /// As `SpikeCounts`, also for an input that stays the same.
    member _.SpikeCountsOf (p: 'Parameters) (s: Snapshot<'State>) (xs: InputSequence<'T>) =
        let struct (counts, final) = dynamics.SpikeCounts(values p, raw s, [| xs |])

        struct (counts, typed final)

    /// As `SpikeCounts`, into buffers of the caller's: `counts` and one tensor a state in `final`, all of the shape of the state. With the
    /// tensors of the initial state in `final`, it is updated in place.
    member _.SpikeCountsInto
        (p: 'Parameters)
        (s: Snapshot<'State>)
        (xs: InputSequence<'T>)
        (counts: Tensor<'T>)
        (final: 'State)
        =
        let final = Records.values<'State, Tensor<'T>> final

        let struct (_, final) =
            dynamics.SpikeCounts(values p, raw s, [| xs |], Shape.present "counts" counts, final)

        typed final

    /// The forward pass, and a function from the gradients of what it returns to those of what it was given.
    member n.Pullback (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) = n.PullbackWith p s [ EachStep xs ]

    /// As `Pullback`, of a neuron with several inputs.
    member n.PullbackWith (p: 'Parameters) (s: Snapshot<'State>) (inputs: InputSequence<'T> list) =
        n.PullbackOf [ Outputs ] p s inputs

    /// The pullback of whatever is recorded.
    member _.PullbackOf (records: Record list) (p: 'Parameters) (s: Snapshot<'State>) (inputs: InputSequence<'T> list) =
        let pullback =
            Pullback.run dynamics (values p) (raw s) (List.toArray inputs) (List.toArray records) ValueNone

        NeuronPullback<'T, 'State>(dynamics.Definition, pullback, typed pullback.Final, ValueNone)

    /// The pullback of the spike counts, for which no spikes are stored.
    member _.CountsPullback (p: 'Parameters) (s: Snapshot<'State>) (xs: Tensor<'T>) =
        let state = raw s

        let counted = {
            state with
                Values = Array.append state.Values [| Shape.zeros<'T> state.Shape |]
        }

        let pullback = Pullback.run dynamics.Counting (values p) counted [| EachStep xs |] [||] ValueNone

        let states = state.Values.Length
        let final = typed { pullback.Final with Values = Array.truncate states pullback.Final.Values }
        NeuronPullback<'T, 'State>(dynamics.Definition, pullback, final, ValueSome pullback.Final.Values[states])

    /// The initial state of a recurrent layer of shape [B; N], without spikes. Gradients are those of the neuron's options: Norse's
    /// recurrent form detaches the reset (`CubaLif.recurrentOptions`).
    member n.RecurrentInitial(p: 'Parameters, shape: int[]) : RecurrentSnapshot<'T, 'State> =
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
        System.Runtime.CompilerServices.ConditionalWeakTable<obj, Compile.Recent<obj, Dynamics>>()

    /// Options of a model that are kept at once; values of options may come by the thousand, as in a search.
    let private mostOptions = 64

    /// The neuron of a model with its options chosen; traced and compiled once for equal options, as long as they are among the recent ones.
    let dynamics<[<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Options, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Quantities, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'PE, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'SE>
        (model: Model<'Options, 'Quantities, 'PE, 'SE>)
        (options: 'Options)
        : Dynamics =
        System.ArgumentNullException.ThrowIfNull(box options, nameof options)
        let ofModel = known.GetValue(model, (fun _ -> Compile.Recent mostOptions))
        ofModel.GetOrAdd(box options, (fun _ -> Dynamics(Model.define model options)))

    /// The same for one element type, in the records of the model. The field names of 'Parameters and 'State must be those of the model's.
    let create<'T, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Options, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Quantities, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'PE, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'SE, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'P, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'S>
        (model: Model<'Options, 'Quantities, 'PE, 'SE>)
        (options: 'Options)
        : Neuron<'T, 'P, 'S> =
        Neuron<'T, 'P, 'S>(dynamics model options)
