namespace Neurons

open System.Numerics.Tensors
open Neurons.Compile
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
    let private output = [| Output 0 |]

    let private operands (lease: Lease) (s: StepwiseSequence<'T>) =
        let operands = Operands.ofTensors lease s.Parameters s.Start.Neurons [| EachStep s.Currents |] 1

        let rows state =
            InitialRow.Of { First = lease.Write("States", state); Stride = operands.RowBytes }

        { operands with Initial = s.States |> Array.map rows }

    /// Runs all steps. `feedBack z current` adds to the currents of a step what comes back of the outputs z before it, at these addresses.
    /// Returns the outputs and states after the last step, in `last` (the outputs first) or, where that is null, in new memory.
    let forward
        (neuron: Dynamics)
        (s: StepwiseSequence<'T>)
        (feedBack: nativeint -> nativeint -> unit)
        (last: Tensor<'T>[])
        : RecurrentValues<'T> =
        let start = s.Start.Neurons
        let shape = start.Shape
        neuron.Validate s.Parameters
        Check.fit neuron.Definition s.Parameters shape
        Check.horizon neuron.Definition start s.Steps

        let last =
            if isNull last then
                Array.init (1 + start.Values.Length) (fun _ -> Shape.create<'T> shape)
            elif last.Length <> 1 + start.Values.Length then
                Check.fail
                    neuron.Definition
                    $"{last.Length} buffers were given for the last outputs and states; {1 + start.Values.Length} are needed."
            else
                last |> Array.map (Check.buffer neuron.Definition "last" shape)

        if Shape.count shape > 0 then
            use lease = new Lease()
            let operands = operands lease s
            let row = operands.RowBytes
            let states = operands.Initial |> Array.map _.Rows
            let after = states |> Array.map (fun rows -> { rows with First = rows.First + row })
            let outputs = { First = lease.Write("Outputs", s.Outputs); Stride = row }
            let before = s.OutputsBefore lease
            let run = neuron.Execution.Forward(operands, output, [| outputs |], after)

            for i in 0 .. states.Length - 1 do
                Memory.copy (lease.Read start.Values[i]) states[i].First row

            for t in 0 .. s.Steps - 1 do
                feedBack (before t) (operands.Inputs[0].At(t, 0n))
                neuron.Execution.Run(run, t, operands.Neurons, 1, operands.Noise)

            Memory.copy (before s.Steps) (lease.Write("last", last[0])) row

            for i in 0 .. states.Length - 1 do
                Memory.copy (states[i].At(s.Steps, 0n)) (lease.Write("last", last[i + 1])) row

        {
            Spikes = last[0]
            Neurons = { start with Values = Array.tail last; Step = start.Step + int64 s.Steps }
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
        let sums = SummedGradients.zeros s.Parameters wanted

        if s.Currents.FlattenedLength > 0n then
            use lease = new Lease()
            let operands = operands lease s
            let row = operands.RowBytes
            let upstream = if isNull dOutputs then 0n else lease.Read dOutputs
            let dz = lease.Write("dz", dz)
            let dStates = dStates |> Array.map (fun state -> lease.Write("dStates", state))
            let dCurrents = { First = lease.Write("dCurrents", dCurrents); Stride = row }

            let run =
                neuron.Execution.Backward(
                    lease,
                    operands,
                    output,
                    {
                        Recorded = [| Rows.One dz |]
                        Computed = null
                        Final = dStates
                        Inputs = [| dCurrents |]
                        Initial = dStates
                        Parameters = sums
                    }
                )

            for t in s.Steps - 1 .. -1 .. 0 do
                if upstream <> 0n then
                    Products.addAt<'T> dz (upstream + nativeint t * row) operands.Neurons

                run.Run t
                pullBack (dCurrents.At(t, 0n)) dz

        SummedGradients.values s.Parameters sums
