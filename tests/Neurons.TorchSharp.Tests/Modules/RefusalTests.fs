/// What a neuron cannot compute is refused by name, and never ends the process.
module Neurons.Tests.Modules.RefusalTests

open System
open Expecto
open global.TorchSharp
open Neurons
open Neurons.Torch
open Neurons.Tests

/// The message of the ArgumentException that an action throws.
let private refusal (action: unit -> obj) =
    try
        action () |> ignore
        failtest "nothing was refused"
    with :? ArgumentException as e ->
        e.Message

let private refuses (part: string) (action: unit -> obj) =
    use _ = torch.NewDisposeScope()
    Expect.stringContains (refusal action) part "the message"

let private leaky () = TorchSharp.Leaky.create Leaky.options

let private start () = (leaky ()).Initial(Leaky.parameters, [| 2L; 6L |])

let private input () : torch.Tensor = torch.rand (5L, 2L, 6L)

let private missing<'T when 'T: not struct> = Unchecked.defaultof<'T>

/// One number, which torch reads as the negative of what lies in memory.
let private negated (value: float32) : torch.Tensor =
    let real, imaginary =
        torch.zeros (1L, 1L, 1L), torch.full ([| 1L; 1L; 1L |], Torch.scalar (float value))

    let view = torch.complex(real, imaginary).conj().imag
    Expect.isTrue (view.is_contiguous ()) "in one piece"
    Expect.equal (view.sum().item<float32> ()) -value "as torch reads it"
    view

let tests =
    testList "refusals" [
        test "What is missing is told by its name" {
            refuses "input" (fun () -> box ((new TorchSharp.Leaky(6)).call missing<torch.Tensor>))
            refuses "shape" (fun () -> box (new TorchSharp.Leaky(missing<int[]>)))
            refuses "shape" (fun () -> box ((leaky ()).Initial(Leaky.parameters, missing<int64[]>)))
            refuses "x is null" (fun () -> box ((leaky ()).Integral(Leaky.parameters, start (), missing<torch.Tensor>)))
            refuses "x is null" (fun () -> box ((leaky ()).Step(Leaky.parameters, start (), missing<torch.Tensor>)))
            refuses "'s'" (fun () -> box ((leaky ()).Integral(Leaky.parameters, missing, input ())))
            let bare = { start () with Variables = missing<Leaky.State<torch.Tensor>> }
            refuses "s.Variables" (fun () -> box ((leaky ()).Integral(Leaky.parameters, bare, input ())))
            refuses "options" (fun () -> box (TorchSharp.Leaky.create missing<Leaky.Options>))
            let none = missing<Leaky.Parameters<torch.Tensor>>
            refuses "parameters" (fun () -> box ((leaky ()).Integral(none, start (), input ())))
        }

        test "As many inputs are needed as the model has" {
            use neuron = new TorchSharp.ExtendedLif(6)

            refuses "2 inputs were given; there are 1: i" (fun () ->
                let i, m = input (), input ()
                box (neuron.forward (i, m)))

            refuses "0 inputs were given; there are 1: x" (fun () ->
                box ((Leaky.create Leaky.options).IntegralWith Leaky.parameters (start ()) []))
        }

        test "The parameters of another model are refused" {
            refuses "the parameters are R, C, Threshold; they must be Beta, Threshold" (fun () ->
                box ((leaky ()).Integral(Lapicque.parameters, start (), input ())))
        }

        test "Types that neurons do not compute in are refused" {
            refuses "the input x has the type Int64" (fun () ->
                box ((new TorchSharp.Leaky(6)).call ((input ()).``to`` torch.int64)))

            refuses "the input x has the type ComplexFloat32" (fun () ->
                box ((new TorchSharp.Leaky(6)).call ((input ()).``to`` torch.complex64)))

            refuses "the module has the type Int32" (fun () ->
                box (new TorchSharp.Leaky(6, LeakyOptions(Beta = Learnable.Shared 0.9), dtype = torch.int32)))

            refuses "the state has the type Int32" (fun () ->
                box ((new TorchSharp.Leaky(6)).initial (2L, dtype = torch.int32)))

            refuses "Beta has the type ComplexFloat32" (fun () ->
                use neuron = new TorchSharp.Leaky(6, LeakyOptions(Beta = Learnable.Shared 0.9))
                neuron.``to`` torch.complex64 |> ignore
                box (neuron.call (input ())))
        }

        test "More neurons than can be counted are refused" {
            refuses "too many elements" (fun () -> box ((leaky ()).Initial(Leaky.parameters, [| 1L <<< 40; 6L |])))
        }

        test "A run stands at no step before the first" {
            refuses "from step -5" (fun () ->
                box ((leaky ()).Integral(Leaky.parameters, { start () with Step = -5L }, input ())))
        }

        test "A view that torch reads as negated is read so, as an input and as a gradient" {
            use _ = torch.NewDisposeScope()
            use neuron = new TorchSharp.Leaky(1)
            let struct (_, state) = neuron.call (negated 0.5f)
            Expect.equal (Torch.numbers state.Mem) [| -0.5 |] "the potential"

            let gradient (given: torch.Tensor) =
                let x = torch.full ([| 1L; 1L; 1L |], Torch.scalar 0.9, requires_grad = true)
                let struct (spikes, _) = neuron.call x
                spikes.backward [| given |]
                (Torch.gradient x)[0]

            let positive = gradient (torch.ones (1L, 1L, 1L))
            Expect.isGreaterThan positive 0.0 "a gradient"
            Expect.equal (gradient (negated 1.0f)) -positive "of the negative"
        }

        test "NaN that anomaly mode finds in the gradient of a gradient is an exception" {
            use _ = torch.NewDisposeScope()
            use _ = torch.autograd.detect_anomaly ()
            use neuron = new TorchSharp.CubaLif(6, CubaLifOptions(VTh = Learnable.PerNeuron 0.8))
            let x = input ()
            x[0, 0, 0] <- torch.tensor nanf
            let struct (spikes, state) = neuron.call x
            let loss = spikes.sum () + state.V.sum ()
            Expect.throws (fun () -> loss.backward (create_graph = true)) "the anomaly"
        }
    ]
