/// What a torch module promises.
module Neurons.Tests.Modules.ModuleTests

open System
open System.IO
open System.Numerics.Tensors
open Expecto
open global.TorchSharp
open Neurons
open Neurons.TorchSharp
open Neurons.Tests

let private random seed (shape: int64 list) =
    Torch.tensor torch.float32 shape (Torch.random seed 0.0 2.0 (int (List.reduce (*) shape)))

let private learnable () =
    new CubaLif(6, CubaLifOptions(TauMemInv = Learnable.Shared 150.0, VTh = Learnable.PerNeuron 0.8))

/// The message of the ArgumentException that an action throws.
let private refusal (action: unit -> unit) =
    try
        action ()
        failtest "nothing was refused"
    with :? ArgumentException as e ->
        e.Message

let tests =
    testList "modules" [
        test "Learnable parameters are registered under their names, the others are not" {
            use neuron = learnable ()
            let names = [ for struct (name, _) in neuron.named_parameters () -> name ]
            Expect.equal names [ "TauMemInv"; "VTh" ] "names"
            Expect.equal (Torch.shape (neuron.get_parameter "TauMemInv")) [] "shape of one number"
            Expect.equal (Torch.shape (neuron.get_parameter "VTh")) [ 6L ] "shape of one number a neuron"
        }

        test "A state_dict goes into another module, which then computes the same" {
            use _ = torch.NewDisposeScope()
            use first = learnable ()
            use second = learnable ()
            using (torch.no_grad ()) (fun _ -> first.get_parameter("VTh").mul_ (Torch.scalar 0.7) |> ignore)
            let input = random 1 [ 40L; 2L; 6L ]
            let struct (expected, _) = first.call input
            let struct (before, _) = second.call input
            Expect.notEqual (Torch.numbers before) (Torch.numbers expected) "another threshold, other spikes"
            second.load_state_dict (first.state_dict ()) |> ignore
            let struct (actual, _) = second.call input
            Expect.equal (Torch.numbers actual) (Torch.numbers expected) "spikes"
        }

        test "A saved module is loaded again" {
            use _ = torch.NewDisposeScope()
            let file = Path.GetTempFileName()

            try
                use first = learnable ()
                using (torch.no_grad ()) (fun _ -> first.get_parameter("VTh").add_ (Torch.scalar 0.1) |> ignore)
                first.save file |> ignore
                use second = learnable ()
                second.load file |> ignore

                Expect.equal
                    (Torch.numbers (second.get_parameter "VTh"))
                    (Torch.numbers (first.get_parameter "VTh"))
                    "VTh"
            finally
                File.Delete file
        }

        test "A module goes to another type with its kept state" {
            use _ = torch.NewDisposeScope()
            use neuron = learnable ()
            neuron.advance (random 2 [ 5L; 2L; 6L ]) |> ignore
            neuron.``to`` torch.float64 |> ignore
            Expect.equal (neuron.get_parameter "VTh").dtype torch.float64 "type of a parameter"
            Expect.equal neuron.State.V.dtype torch.float64 "type of the state"
            let output = neuron.advance ((random 3 [ 5L; 2L; 6L ]).``to`` torch.float64)
            Expect.equal output.dtype torch.float64 "type of the output"
            Expect.equal neuron.State.Step 10L "steps"
        }

        test "A module goes to another device with its kept state" {
            use _ = torch.NewDisposeScope()
            use neuron = learnable ()
            neuron.advance (random 2 [ 5L; 2L; 6L ]) |> ignore
            let meta = torch.device "meta"
            neuron.``to`` meta |> ignore
            Expect.equal (neuron.get_parameter "VTh").device.``type`` DeviceType.META "device of a parameter"
            Expect.equal neuron.State.V.device.``type`` DeviceType.META "device of the state"
            Expect.equal neuron.State.Step 5L "steps"
        }

        for name, options in [ "learnable", CubaLifOptions(VTh = Learnable.Shared 0.8); "fixed", CubaLifOptions() ] do
            test $"An initial state has the type and the device of its module, with %s{name} parameters" {
                use _ = torch.NewDisposeScope()
                use neuron = new CubaLif(6, options)
                Expect.equal (neuron.initial 2L).V.dtype torch.float32 "type at first"
                neuron.``to`` torch.float64 |> ignore
                let struct (output, last) = neuron.forward (torch.ones (5L, 2L, 6L, torch.float64), neuron.initial 2L)
                Expect.equal output.dtype torch.float64 "type of the output"
                Expect.equal (last.``to`` torch.float32).V.dtype torch.float32 "type that a state goes to"
                use made = new CubaLif(6, options, dtype = torch.float64)
                Expect.equal (made.initial 2L).V.dtype torch.float64 "type that it was made of"
                Expect.equal (made.initial (2L, dtype = torch.float32)).V.dtype torch.float32 "type that is asked for"
                made.``to`` (torch.device "meta") |> ignore
                Expect.equal made.State null "no state is kept"

                if name = "fixed" then
                    Expect.equal (made.initial 2L).V.device.``type`` DeviceType.META "device"
            }

        test "One step after another is the whole sequence" {
            use _ = torch.NewDisposeScope()
            use neuron = learnable ()
            let input = random 4 [ 20L; 3L; 6L ]
            let struct (whole, last) = neuron.call input
            let mutable state = Unchecked.defaultof<CubaLifState>

            let rows = [|
                for t in 0L .. 19L do
                    let struct (row, next) = neuron.forward (input.narrow (0, t, 1), state)
                    state <- next
                    yield! Torch.numbers row
            |]

            Expect.equal rows (Torch.numbers whole) "spikes"
            Expect.equal (Torch.numbers state.V) (Torch.numbers last.V) "state"
            Expect.equal state.Step 20L "steps"
        }

        test "A kept state goes on, is forgotten by reset and has no history after detach" {
            use _ = torch.NewDisposeScope()
            use neuron = learnable ()
            let input = random 5 [ 20L; 3L; 6L ]
            let struct (whole, _) = neuron.call input
            let head, tail = input.narrow (0, 0, 8), input.narrow (0, 8, 12)
            let parts = Array.append (Torch.numbers (neuron.advance head)) (Torch.numbers (neuron.advance tail))
            Expect.equal parts (Torch.numbers whole) "spikes of two parts"
            Expect.isTrue neuron.State.V.requires_grad "the state has a history"
            neuron.detach ()
            Expect.isFalse neuron.State.V.requires_grad "detach ends it"
            Expect.equal neuron.State.Step 20L "but it goes on"
            neuron.reset ()
            Expect.isNull neuron.State "no state after reset"
            Expect.equal (Torch.numbers (neuron.advance head)) (Torch.numbers (whole.narrow (0, 0, 8))) "from the start"
            Expect.equal (neuron.state_dict().Keys |> List.ofSeq) [ "TauMemInv"; "VTh" ] "the state is not saved"
        }

        test "Gradients flow from module to module" {
            use _ = torch.NewDisposeScope()
            use first = learnable ()
            use readout = new LeakyIntegrator(6)
            let input = random 6 [ 20L; 3L; 6L ]
            let struct (spikes, _) = first.call input
            let struct (potential, _) = readout.call spikes
            potential.square().sum().backward ()
            Expect.exists (Torch.gradient (first.get_parameter "VTh")) (fun g -> g <> 0.0) "a gradient of the threshold"
        }

        test "What does not fit is refused with both shapes" {
            use _ = torch.NewDisposeScope()
            use neuron = learnable ()
            let message = refusal (fun () -> neuron.call (random 9 [ 5L; 2L; 7L ]) |> ignore)
            Expect.stringContains message "[5, 2, 7]" "the input's shape"
            Expect.stringContains message "[T, batch…, 6]" "what is allowed"
            let state = neuron.initial 3L
            let message = refusal (fun () -> neuron.forward (random 9 [ 5L; 2L; 6L ], state) |> ignore)
            Expect.stringContains message "[3, 6]" "the state's shape"
            Expect.stringContains message "[2, 6]" "what is needed"
            let message = refusal (fun () -> neuron.call (torch.zeros (5L, 2L, 6L, dtype = torch.int64)) |> ignore)
            Expect.stringContains message "Int64" "the input's type"
        }

        test "A parameter that training has led out of its range is refused" {
            use _ = torch.NewDisposeScope()
            use neuron = learnable ()
            using (torch.no_grad ()) (fun _ -> neuron.get_parameter("TauMemInv").neg_ () |> ignore)
            let message = refusal (fun () -> neuron.call (random 10 [ 5L; 2L; 6L ]) |> ignore)
            Expect.stringContains message "TauMemInv is -150" "the value"
        }

        test "Constrain brings it back, and leaves alone what is allowed" {
            use _ = torch.NewDisposeScope()
            use neuron = new Leaky(3, LeakyOptions(Beta = Learnable.PerNeuron [| 0.5; 0.75; 0.25 |]))
            let beta = neuron.get_parameter "Beta"
            using (torch.no_grad ()) (fun _ -> beta.add_ (torch.tensor [| 0.75f; 0.0f; -0.5f |]) |> ignore)
            neuron.constrain ()
            Expect.equal (Torch.numbers beta) [| 1.0; 0.75; 0.0 |] "nearest numbers in [0, 1]"
            neuron.call (random 14 [ 5L; 2L; 3L ]) |> ignore
        }

        test "Constrain keeps the rules between parameters" {
            use _ = torch.NewDisposeScope()
            use neuron = new CubaLif(2, CubaLifOptions(TauMemInv = Learnable.PerNeuron 900.0))
            let inverse = neuron.get_parameter "TauMemInv"
            using (torch.no_grad ()) (fun _ -> inverse.add_ (torch.tensor [| 5000.0f; 1.0f |]) |> ignore)

            Expect.throwsT<ArgumentOutOfRangeException>
                (fun () -> neuron.call (random 15 [ 5L; 1L; 2L ]) |> ignore)
                "an unstable step"

            neuron.constrain ()
            Expect.equal (Torch.numbers inverse).[1] 901.0 "what is allowed stays"
            neuron.call (random 15 [ 5L; 1L; 2L ]) |> ignore
        }

        test "A parameter for each channel is one for all of its neurons" {
            use _ = torch.NewDisposeScope()
            use channels = new Leaky([| 2; 3 |], LeakyOptions(Threshold = Learnable.PerChannel [| 0.5; 1.5 |]))
            let threshold = channels.get_parameter "Threshold"
            Expect.equal (Torch.shape threshold) [ 2L; 1L ] "shape"
            let each = [| 0.5; 0.5; 0.5; 1.5; 1.5; 1.5 |]
            let values = Tensor.Create(each, ReadOnlySpan [| 2n; 3n |])

            use neurons =
                new Leaky([| 2; 3 |], LeakyOptions(Threshold = Learnable.PerNeuron(values: Tensor<float>)))

            let input = random 16 [ 9L; 2L; 2L; 3L ]
            let struct (expected, _) = neurons.call input
            let struct (actual, _) = channels.call input
            Expect.equal (Torch.numbers actual) (Torch.numbers expected) "spikes"
            expected.sum().backward ()
            actual.sum().backward ()

            let sums =
                Torch.gradient (neurons.get_parameter "Threshold") |> Array.chunkBySize 3 |> Array.map Array.sum

            for sum, gradient in Array.zip sums (Torch.gradient threshold) do
                Expect.floatClose Accuracy.medium gradient sum "gradient of a channel"
        }

        test "An input changed after the forward pass gives NaN and an error, and the process lives" {
            use _ = torch.NewDisposeScope()
            use neuron = learnable ()
            let input = random 11 [ 5L; 2L; 6L ]
            let struct (output, _) = neuron.call input
            input.add_ (Torch.scalar 1.0) |> ignore
            output.sum().backward ()
            let gradient = Torch.gradient (neuron.get_parameter "VTh")
            Expect.all gradient Double.IsNaN "gradients"
            Expect.throwsT<InvalidOperationException> NeuronGradients.ThrowIfFailed "the failure"
            NeuronGradients.ThrowIfFailed()
        }

        test "Half precision computes as torch operations" {
            use _ = torch.NewDisposeScope()
            use neuron = new Leaky(6)
            let input = (random 12 [ 5L; 2L; 6L ]).``to`` torch.bfloat16
            let struct (output, state) = neuron.call input
            Expect.equal output.dtype torch.bfloat16 "type"
            Expect.equal (Torch.shape state.Mem) [ 2L; 6L ] "shape"
        }

        test "A sequence without steps leaves the state as it was" {
            use _ = torch.NewDisposeScope()
            use neuron = new Leaky(6)
            let struct (_, state) = neuron.call (random 13 [ 5L; 2L; 6L ])
            let struct (output, same) = neuron.forward (torch.zeros (0L, 2L, 6L), state)
            Expect.equal (Torch.shape output) [ 0L; 2L; 6L ] "output"
            Expect.equal (Torch.numbers same.Mem) (Torch.numbers state.Mem) "state"
        }

        test "A sequence without steps has a gradient without elements" {
            use _ = torch.NewDisposeScope()
            use neuron = new Leaky(6)
            let input = torch.zeros (0L, 2L, 6L, requires_grad = true)
            let struct (output, _) = neuron.call input
            output.sum().backward ()
            Expect.equal (Torch.shape input.grad) [ 0L; 2L; 6L ] "shape of the gradient"
        }
    ]
