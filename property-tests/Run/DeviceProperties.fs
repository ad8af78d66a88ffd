module Neurons.Properties.Run.DeviceProperties

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Gpu
open Neurons.Properties

/// A device that computes exactly; null where there is none.
let private device =
    Device.All |> Seq.tryFind (fun device -> device.IsExact && device.HasFloat64) |> Option.toObj

/// What the reference makes of a run, each number that is stored rounded.
let private rounded (round: float -> float) (outcome: Samples.Outcome<float>) : Samples.Outcome<float> =
    let tensor (tensor: Tensor<float>) = Tensor.Create(Bits.floats tensor |> Array.map round, tensor.Lengths)

    let parameter value =
        match value with
        | Shared number -> Shared(round number)
        | PerNeuron numbers -> PerNeuron(tensor numbers)

    {
        Recorded = {
            Recorded = Array.map tensor outcome.Recorded.Recorded
            Final = {
                outcome.Recorded.Final with
                    Values = Array.map tensor outcome.Recorded.Final.Values
            }
        }
        Gradients = {
            Inputs = Array.map tensor outcome.Gradients.Inputs
            State = Array.map tensor outcome.Gradients.State
            Parameters = Array.map parameter outcome.Gradients.Parameters
        }
    }

/// A run of numbers that are kept as 'S on the device.
let private stored<'S when 'S: unmanaged and 'S: struct and 'S: (new: unit -> 'S) and 'S :> ValueType>
    (round: float -> float)
    (case: Graphs.Case)
    =
    let r = ReferenceProperties.graphRunOf<float32> round case
    let neuron = Dynamics(r.Model).On(device, r.Values)
    let copied (tensor: Tensor<float32>) : DeviceTensor<'S> = device.Copy(tensor).To<'S>()
    let there tensor = if isNull tensor then null else copied tensor

    let inputs =
        r.Inputs
        |> Array.map (fun input ->
            match input with
            | EachStep rows -> DeviceInput<'S>.op_Implicit (copied rows)
            | Unchanged(steps, row) -> DeviceInput.Constant(copied row, steps))

    use start = neuron.State(r.State).To<'S>()
    let names = Array.append [| DeviceNeuron.Output |] r.Model.StateNames
    use run = neuron.Pullback(names, start, inputs)

    use gradients =
        run.Gradients(Array.map there r.DRecorded, Array.map there r.DFinal, DeviceGradientRequest.All)

    let here (tensor: DeviceTensor<'S>) = tensor.To<float32>().ToTensor()
    let states (state: DeviceState<'S>) = r.Model.StateNames |> Array.map (fun name -> here state[name])

    let actual: Samples.Outcome<float32> = {
        Recorded = {
            Recorded = run.Recorded |> Seq.map here |> Array.ofSeq
            Final = { r.State with Values = states run.Final; Step = run.Final.Step }
        }
        Gradients = {
            Inputs = gradients.Inputs |> Seq.map here |> Array.ofSeq
            State = states gradients.Initial
            Parameters =
                Array.map2
                    (fun name value ->
                        let numbers = Bits.floats (here gradients.Parameters[name])

                        match value with
                        | Shared _ -> Shared numbers[0]
                        | PerNeuron values -> PerNeuron(Tensor.Create(numbers, values.Lengths)))
                    r.Model.ParameterNames
                    r.Values
        }
    }

    Samples.equalOutcomes $"{device.Id}, {typeof<'S>.Name}" (rounded round r.Expected) actual

let private half (number: float) = float (Half.op_Explicit (Half.op_Explicit (float32 number): Half): float32)

let private bfloat16 (number: float) = float (BFloat16.op_Implicit (BFloat16.op_Explicit (float32 number)))

[<Tests>]
let tests =
    let cases name count run =
        testCase name (fun () ->
            if isNull device then
                skiptest "There is no device that computes exactly."

            check count (ReferenceProperties.graphCases Precision.Float32) run)

    testList "Neurons.Properties.Run.DeviceProperties" [
        cases
            "Random graphs run on a device, forward and backward, with the bits of the reference"
            10
            (stored<float32> id)
        cases
            "Random graphs of Half run on a device with the bits of float32, rounded where they are stored"
            6
            (stored<Half> half)
        cases
            "Random graphs of BFloat16 run on a device with the bits of float32, rounded where they are stored"
            6
            (stored<BFloat16> bfloat16)
    ]
