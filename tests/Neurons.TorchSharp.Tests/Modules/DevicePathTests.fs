/// The kernels of a device on torch's own memory: here tensors of this machine, and a device that any processor is.
module Neurons.Tests.Modules.DevicePathTests

open System
open Expecto
open global.TorchSharp
open Neurons
open Neurons.TorchSharp
open Neurons.Properties
open Neurons.Tests

let private device =
    Gpu.Device.All |> Seq.tryFind (fun device -> device.Kind = Gpu.DeviceKind.Cpu && device.IsExact)

let private onDevice (work: Gpu.Device -> 'T) =
    match device with
    | None -> skiptest $"no processor is a device here. {Gpu.Device.WhyNone}"
    | Some device ->
        TensorDevices.ForProcessor <- device

        try
            work device
        finally
            TensorDevices.ForProcessor <- null

let private halved (kind: torch.ScalarType) (values: float[]) =
    use _ = torch.NewDisposeScope()
    Torch.numbers (Torch.tensor kind [ int64 values.Length ] values)

let tests =
    testList "devices" [
        for model in Case.all do
            test $"The device's path of {model.Name} equals the library's own tensors bit for bit" {
                onDevice (fun _ ->
                    Trials.forSeeds 1 (fun seed ->
                        let case = Case.create model seed

                        PathTests.compareAll
                            case
                            PathTests.same
                            (PathTests.rounded torch.float32 (Case.managed float32 float case))
                            (Case.torch Fused torch.float32 case)

                        PathTests.compareAll
                            case
                            PathTests.same
                            (Case.managed float float case)
                            (Case.torch Fused torch.float64 case)))
            }

        for kind in [ torch.float16; torch.bfloat16 ] do
            test $"Numbers of 16 bits, {kind}, are those of float32 on them, each rounded" {
                onDevice (fun _ ->
                    use _ = torch.NewDisposeScope()
                    let values = halved kind (Torch.random 3 0.0 40.0 (12 * 5 * 7))

                    let factors = halved kind (Torch.random 4 -1.0 1.0 (12 * 5 * 7))

                    let run (kind: torch.ScalarType) =
                        let neuron = new CubaLif 7
                        let input = Torch.tensor kind [ 12L; 5L; 7L ] values
                        input.requires_grad <- true
                        let struct (output, final) = neuron.call input

                        let weights = Torch.tensor kind [ 12L; 5L; 7L ] factors
                        (output * weights).sum().backward ()
                        NeuronGradients.ThrowIfFailed()
                        Expect.equal output.dtype kind "the type of the output"
                        [ Torch.numbers output; Torch.numbers final["V"]; Torch.gradient input ]

                    for expected, actual in List.zip (run torch.float32) (run kind) do
                        Expect.equal actual (halved kind expected) "numbers of 16 bits")
            }

        test "A part of a tensor's memory is worked on where it is" {
            onDevice (fun _ ->
                use _ = torch.NewDisposeScope()
                let whole = Torch.tensor torch.float32 [ 20L; 5L; 7L ] (Torch.random 5 0.0 40.0 (20 * 5 * 7))
                let part = whole.narrow (0L, 6L, 9L)
                let address = TensorMemory.DeviceAddress part
                Expect.equal address (TensorMemory.Address part) "the address"
                let neuron = new CubaLif 7
                let struct (output, _) = neuron.call part
                let struct (copied, _) = neuron.call (part.clone ())
                Expect.equal (Torch.numbers output) (Torch.numbers copied) "spikes")
        }

        test "1,000 steps of training leave nothing behind" {
            onDevice (fun device ->
                use neuron = new CubaLif(256, CubaLifOptions(VTh = Learnable.PerNeuron 0.8))
                use input = Torch.tensor torch.float32 [ 10L; 4L; 256L ] (Torch.random 1 0.0 40.0 (10 * 4 * 256))

                LeakTests.level (fun () ->
                    use _ = torch.NewDisposeScope()
                    let struct (output, _) = neuron.call input
                    output.sum().backward ()
                    neuron.zero_grad ())

                GC.Collect()
                GC.WaitForPendingFinalizers()
                Expect.equal device.Allocated 0L "the device's memory")
        }
    ]
