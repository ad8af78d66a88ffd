module Neurons.Properties.Run.DeviceProperties

open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Gpu
open Neurons.Properties

/// A device that computes exactly; null where there is none.
let private device =
    Device.All |> Seq.tryFind (fun device -> device.IsExact && device.HasFloat64) |> Option.toObj

let private single (case: Graphs.Case) =
    let r = ReferenceProperties.graphRun<float32> case
    let neuron = Dynamics(r.Model).On(device, r.Values)
    let there (tensor: Tensor<float32>) = if isNull tensor then null else device.Copy tensor

    let inputs =
        r.Inputs
        |> Array.map (fun input ->
            match input with
            | EachStep rows -> DeviceInput<float32>.op_Implicit (device.Copy rows)
            | Unchanged(steps, row) -> DeviceInput.Constant(device.Copy row, steps))

    use start = neuron.State r.State
    let names = Array.append [| DeviceNeuron.Output |] r.Model.StateNames
    use run = neuron.Pullback(names, start, inputs)

    use gradients =
        run.Gradients(Array.map there r.DRecorded, Array.map there r.DFinal, DeviceGradientRequest.All)

    let here (tensor: DeviceTensor<float32>) = tensor.ToTensor()
    let states (state: DeviceState<float32>) = r.Model.StateNames |> Array.map (fun name -> here state[name])

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

    Samples.equalOutcomes device.Id r.Expected actual

[<Tests>]
let tests =
    testList "Neurons.Properties.Run.DeviceProperties" [
        testCase "Random graphs run on a device, forward and backward, with the bits of the reference" (fun () ->
            if isNull device then
                skiptest "There is no device that computes exactly."

            check 10 (ReferenceProperties.graphCases Precision.Float32) single)
    ]
