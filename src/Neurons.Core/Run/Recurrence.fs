namespace Neurons

open System.Numerics.Tensors
open Neurons.Compile
open Neurons.Primitives
open Neurons.Run

/// The state of a recurrent layer: its neurons', and the spikes of the last step.
type RecurrentValues<'T> = { Spikes: Tensor<'T>; Neurons: StateValues<'T> }

/// A sequence of neurons that run one step at a time, with all that its gradient needs.
type internal StepwiseSequence<'T> = {
    Parameters: ParameterValue[]
    Start: RecurrentValues<'T>
    /// Into the neurons, [T; shape]: at first those from outside, to which what comes back is added.
    Currents: Tensor<'T>
    /// [T; shape].
    Outputs: Tensor<'T>
    /// Of each state, [T + 1; shape]: before each step and after the last.
    States: Tensor<'T>[]
} with

    member s.Steps = int s.Currents.Lengths[0]

    /// The bytes of one step's row.
    member s.RowBytes =
        nativeint (Shape.count s.Start.Neurons.Shape) * nativeint (Precision.size Precision.ofType<'T>)

    /// The row of the outputs before a step.
    member s.OutputsBefore(lease: Lease) : int -> nativeint =
        let first, outputs = lease.Read s.Start.Spikes, lease.Read s.Outputs
        let row = s.RowBytes
        fun step -> if step = 0 then first else outputs + nativeint (step - 1) * row

/// Neurons whose one input depends on their outputs of the step before, so that they run one step at a time. All that a step needs is
/// made ready before the first.
module internal Recurrence =
    let private stepwise (lease: Lease) (neuron: Dynamics) (s: StepwiseSequence<'T>) =
        StepwiseNeurons<'T>(
            lease,
            neuron,
            s.Parameters,
            s.Start.Neurons,
            [| s.Currents |],
            Outputs,
            s.Outputs,
            s.States
        )

    /// Runs all steps. `feedBack z current` adds to the currents of a step what comes back of the outputs z before it, at these addresses.
    /// Returns the outputs and states after the last step.
    let forward
        (neuron: Dynamics)
        (s: StepwiseSequence<'T>)
        (feedBack: nativeint -> nativeint -> unit)
        : RecurrentValues<'T> =
        let start = s.Start.Neurons
        let shape = start.Shape
        neuron.Validate(Precision.ofType<'T>, s.Parameters)
        Check.fit neuron.Definition s.Parameters shape
        Check.horizon neuron.Definition start s.Steps

        let spikes = Shape.create<'T> shape
        let states = start.Values |> Array.map (fun _ -> Shape.create<'T> shape)

        if Shape.count shape > 0 then
            use lease = new Lease()
            let neurons = stepwise lease neuron s
            let before = s.OutputsBefore lease
            neurons.Begin()

            for t in 0 .. s.Steps - 1 do
                feedBack (before t) (neurons.Input(0).At(t, 0n))
                neurons.Forward t

            Memory.copy (before s.Steps) (lease.Write("spikes", spikes)) neurons.RowBytes
            neurons.CopyState(s.Steps, states)

        {
            Spikes = spikes
            Neurons = { start with Values = states; Step = start.Step + int64 s.Steps }
        }

    /// The way back. The gradients of the outputs are `dOutputs` (null for none), and besides, of the last ones, `dz`; those of the last
    /// states `dStates`. `pullBack dCurrent dz` writes to dz what the gradient of a step's currents is for the outputs before it. Writes
    /// the gradients of the currents to `dCurrents`, leaves those of outputs and states before the first step in `dz` and `dStates`, and
    /// returns those of the parameters that are wanted.
    let backward
        (neuron: Dynamics)
        (s: StepwiseSequence<'T>)
        (dOutputs: Tensor<'T>)
        (dz: Tensor<'T>)
        (dStates: Tensor<'T>[])
        (dCurrents: Tensor<'T>)
        (wanted: bool[])
        (pullBack: nativeint -> nativeint -> unit)
        : ParameterValue[] =
        if s.Currents.FlattenedLength > 0n then
            use lease = new Lease()
            let neurons = stepwise lease neuron s
            let upstream = if isNull dOutputs then 0n else lease.Read dOutputs
            let dz = lease.Write("dz", dz)
            neurons.BeginBackward(Rows.One dz, dStates, [| dCurrents |], wanted)
            let dCurrents = lease.Write("dCurrents", dCurrents)

            for t in s.Steps - 1 .. -1 .. 0 do
                let row = nativeint t * neurons.RowBytes

                if upstream <> 0n then
                    Products.addAt<'T> dz (upstream + row) neurons.Neurons

                neurons.Backward t
                pullBack (dCurrents + row) dz

            neurons.ParameterGradients
        else
            SummedGradients.values s.Parameters (SummedGradients.zeros s.Parameters wanted)
