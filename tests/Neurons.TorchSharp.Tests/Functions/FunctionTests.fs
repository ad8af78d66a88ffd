/// The functions on torch tensors read as those on the library's own, and give the same.
module Neurons.Tests.Functions.FunctionTests

open System
open System.Numerics.Tensors
open Expecto
open global.TorchSharp
open Neurons
open Neurons.Torch
open Neurons.Tests

let private bits (numbers: float[][] list) = numbers |> List.map (Array.map (Array.map BitConverter.DoubleToInt64Bits))

let private sameBits (name: string) onTensors onTorch =
    use _ = torch.NewDisposeScope()
    let drive = Drive.threshold (Models.find name)
    let values = Torch.random 21 drive (4.0 * drive) (200 * 12) |> Array.map float32
    let own (shape: nativeint list) (values: float32[]) = Tensor.Create(values, ReadOnlySpan(Array.ofList shape))
    let torch (shape: int64 list) (values: float32[]) = torch.tensor(values).reshape (Array.ofList shape)
    let first = values[..11]
    let expected: float[][] list = onTensors [| 2; 6 |] (own [ 2n; 6n ] first) (own [ 200n; 2n; 6n ] values)
    let actual: float[][] list = onTorch [| 2; 6 |] (torch [ 2L; 6L ] first) (torch [ 200L; 2L; 6L ] values)
    Expect.equal (bits actual) (bits expected) name
    // some synapses give nothing of what they begin with
    Expect.exists (Seq.concat expected[2]) (fun z -> z <> 0.0) "an output or state that is not 0"

let tests =
    testList "functions" [
        for (name, onTensors), (_, onTorch) in List.zip OnTensors.all OnTorch.all do
            test $"The same text computes the same bits of {name} on both kinds of tensors" {
                sameBits name onTensors onTorch
            }

        test "Tensors for parameters have gradients" {
            use _ = torch.NewDisposeScope()
            let threshold = torch.tensor (0.8f, requires_grad = true)
            let p: Leaky.Parameters<torch.Tensor> = { Beta = torch.tensor 0.9f; Threshold = threshold }
            let neuron = Leaky.create Leaky.options
            let s0 = neuron.Initial(p, [| 2; 3 |])
            let struct (spikes, _) = neuron.Integral p s0 (torch.ones (10L, 2L, 3L))
            spikes.sum().backward ()
            Expect.isLessThan (Torch.gradient threshold).[0] 0.0 "a higher threshold, fewer spikes"
        }

        test "A state has the type and the device of the parameters that are tensors" {
            use _ = torch.NewDisposeScope()
            let neuron = Leaky.create Leaky.options
            let one = torch.tensor (1.0, torch.float64)
            let p: Leaky.Parameters<torch.Tensor> = { Beta = torch.tensor (0.9, torch.float64); Threshold = one }
            let s0 = neuron.Initial(p, [| 2; 3 |])
            Expect.equal s0.Variables.Mem.dtype torch.float64 "type"
            let struct (spikes, _) = neuron.Integral p s0 (torch.ones (10L, 2L, 3L, torch.float64))
            Expect.equal spikes.dtype torch.float64 "type of the output"
            let whole = { p with Beta = torch.tensor 0L; Threshold = torch.tensor 1L }
            Expect.equal (neuron.Initial(whole, [| 2; 3 |])).Variables.Mem.dtype torch.float32 "of whole numbers"
            let asked = neuron.Initial(p, [| 2; 3 |], dtype = torch.float32)
            Expect.equal asked.Variables.Mem.dtype torch.float32 "type that is asked for"
        }

        test "A state for a sequence has its shape, its type and its device" {
            use _ = torch.NewDisposeScope()
            let neuron = CubaLif.create CubaLif.options
            let xs = torch.ones (10L, 2L, 3L, torch.float64)
            let s0 = neuron.InitialFor(CubaLif.parameters, xs, seed = 7UL, stream = 2u)
            Expect.equal s0.Variables.V.dtype torch.float64 "type"
            Expect.equal (s0.Seed, s0.Stream) (7UL, 2u) "seed and stream"
            let struct (spikes, _) = neuron.Integral CubaLif.parameters s0 xs
            Expect.equal (Torch.shape spikes) [ 10L; 2L; 3L ] "shape of the output"
            let far = neuron.InitialFor(CubaLif.parameters, xs.``to`` (torch.device "meta"))
            Expect.equal far.Variables.V.device.``type`` global.TorchSharp.DeviceType.META "device"
            let number () = neuron.InitialFor(CubaLif.parameters, torch.tensor 1.0f) |> ignore
            Expect.throwsT<ArgumentException> number "a single number"
        }

        test "A state has the type and the seed that were asked for" {
            let neuron = CubaLif.create CubaLif.options
            let s0 = neuron.Initial(CubaLif.parameters, [| 2; 3 |], seed = 7UL, dtype = torch.float64)
            Expect.equal s0.Variables.V.dtype torch.float64 "type"
            Expect.equal s0.Seed 7UL "seed"
            Expect.equal (Torch.shape s0.Variables.V) [ 2L; 3L ] "shape"
        }
    ]
