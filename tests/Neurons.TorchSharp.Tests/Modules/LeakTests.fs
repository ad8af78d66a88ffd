/// Nothing is left behind.
module Neurons.Tests.Modules.LeakTests

open System
open System.Diagnostics
open Expecto
open global.TorchSharp
open Neurons
open Neurons.TorchSharp
open Neurons.Tests

let private residentBytes () =
    use self = Process.GetCurrentProcess()
    self.WorkingSet64

/// Runs a step of training 1,000 times; tensors and memory after it are as many as after the first 200.
let level (step: unit -> unit) =
    for _ in 1..200 do
        step ()

    let tensors, bytes = Torch.countTensors (), residentBytes ()

    for _ in 1..1000 do
        step ()

    Expect.equal torch.Tensor.TotalCount tensors "tensors"
    Expect.isLessThan (residentBytes () - bytes) (32L * 1024L * 1024L) "resident memory"

let private neuron () = new CubaLif(256, CubaLifOptions(VTh = Learnable.PerNeuron 0.8))

let private input () =
    Torch.tensor torch.float32 [ 10L; 4L; 256L ] (Torch.random 1 0.0 40.0 (10 * 4 * 256))

let tests =
    testList "leaks" [
        for path in [ Fused; Operations ] do
            test $"1,000 steps with a dispose scope leave nothing behind, by {path}" {
                use neuron = neuron ()
                use input = input ()
                use arranged = path.Of input

                level (fun () ->
                    use _ = torch.NewDisposeScope()
                    let struct (output, _) = neuron.call arranged
                    output.sum().backward ()
                    neuron.zero_grad ())
            }

            test $"1,000 steps without a dispose scope leave nothing behind but what was returned, by {path}" {
                use neuron = neuron ()
                use input = input ()
                use arranged = path.Of input

                level (fun () ->
                    let struct (output, state) = neuron.call arranged
                    use loss = output.sum ()
                    loss.backward ()
                    output.Dispose()
                    state.Dispose()
                    neuron.get_parameter("VTh").grad.Dispose())
            }

        test "1,000 steps of the functions leave nothing behind but what was returned" {
            let neuron = Neurons.Torch.Leaky.create Neurons.Leaky.options
            use beta = torch.tensor (0.9f, requires_grad = true)
            use threshold = torch.tensor 1.0f
            let p: Neurons.Leaky.Parameters<torch.Tensor> = { Beta = beta; Threshold = threshold }
            use x = torch.ones (4L, 256L)

            level (fun () ->
                let s0 = neuron.Initial(p, [| 4; 256 |])
                let struct (output, s1) = neuron.Step p s0 x
                use loss = output.sum ()
                loss.backward ()

                for tensor in [ output; s0.Variables.Mem; s1.Variables.Mem; beta.grad ] do
                    tensor.Dispose())
        }

        test "1,000 gradients of gradients leave nothing behind" {
            use neuron = neuron ()
            use input = input ()
            let threshold = [| neuron.get_parameter "VTh" :> torch.Tensor |]

            level (fun () ->
                use _ = torch.NewDisposeScope()
                let struct (output, _) = neuron.call input
                let first = torch.autograd.grad ([| output.sum () |], threshold, null, true, true)
                first[0].square().sum().backward ()
                neuron.zero_grad ())
        }

        test "1,000 failed gradients leave nothing behind" {
            use neuron = neuron ()
            use input = input ()

            level (fun () ->
                use _ = torch.NewDisposeScope()
                let struct (output, _) = neuron.call input
                input.add_ (Torch.scalar 0.0) |> ignore
                output.sum().backward ()
                Expect.throwsT<InvalidOperationException> NeuronGradients.ThrowIfFailed "the failure"
                neuron.zero_grad ())
        }

        test "1,000 sequences with a kept state leave nothing behind" {
            use neuron = neuron ()
            use input = input ()

            level (fun () ->
                use output = neuron.advance input
                neuron.detach ()
                ignore output)
        }
    ]
