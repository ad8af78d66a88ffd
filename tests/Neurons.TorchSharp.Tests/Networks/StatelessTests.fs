/// Neurons as modules from one tensor to one tensor.
module Neurons.Tests.Networks.StatelessTests

open System
open System.Collections.Generic
open Expecto
open global.TorchSharp
open Neurons
open Neurons.TorchSharp
open Neurons.Tests

let private random seed (shape: int64 list) =
    Torch.tensor torch.float32 shape (Torch.random seed 0.0 2.0 (int (List.reduce (*) shape)))

let private learnable () =
    new CubaLif(6, CubaLifOptions(TauMemInv = Learnable.Shared 150.0, VTh = Learnable.PerNeuron 0.8))

/// As functions, with the same parameters.
let private asFunction () =
    let number (value: float) = torch.tensor (value, torch.float32, requires_grad = true)

    let p: Neurons.CubaLif.Parameters<torch.Tensor> = {
        TauSynInv = torch.tensor 200.0f
        TauMemInv = number 150.0
        VLeak = torch.tensor 0.0f
        VTh = torch.full ([| 6L |], Torch.scalar 0.8, requires_grad = true)
        VReset = torch.tensor 0.0f
    }

    (Neurons.Torch.CubaLif.create Neurons.CubaLif.options).Stateless p

let private forms: (string * (unit -> StatelessNeuron)) list = [
    "of a module", (fun () -> (learnable ()).stateless ())
    "of functions", asFunction
]

let private sequential (modules: (string * torch.nn.Module<torch.Tensor, torch.Tensor>) list) =
    torch.nn.Sequential [| for name, m in modules -> struct (name, m) |]

let private network (neuron: StatelessNeuron) =
    sequential [
        "first", torch.nn.Linear(4L, 6L) :> torch.nn.Module<torch.Tensor, torch.Tensor>
        "lif", neuron
        "last", torch.nn.Linear(6L, 2L)
    ]

let private keys (network: torch.nn.Module) = network.state_dict().Keys |> List.ofSeq

/// The mean cross-entropy of the output, averaged over time, and the class of an input's largest part.
let private loss (network: Modules.Sequential) (input: torch.Tensor) =
    let classes = (input.mean([| 0L |]).narrow (-1L, 0L, 2L)).argmax -1L
    torch.nn.functional.cross_entropy ((network.call input).mean [| 0L |], classes)

let tests =
    testList "stateless" [
        test "Every neuron has the form, and it gives the output of a call from the initial state" {
            for model in Case.all do
                use _ = torch.NewDisposeScope()
                let case = Case.create model 3
                use neuron = AnyModule.learnable case.Definition case.Parameters case.Features torch.float32
                let shape = [ int64 case.Steps; int64 case.Batch; int64 case.Features ]
                let x = Torch.tensor torch.float32 shape case.Inputs[0]
                let rest = case.Inputs |> Array.skip 1 |> Array.map (fun _ -> torch.zeros_like x)
                let start = neuron.Initial(int64 case.Batch, 0UL, [])
                let struct (expected, _) = neuron.Forward(x :: List.ofArray rest, start)
                let form = neuron.Module.GetType().GetMethod "stateless"
                let stateless = form.Invoke(neuron.Module, [| 0UL; 0u |]) :?> StatelessNeuron
                stateless.eval ()
                Expect.equal (Torch.numbers (stateless.call x)) (Torch.numbers expected) model.Name
                Expect.equal (Torch.numbers (stateless.call x)) (Torch.numbers expected) $"%s{model.Name}, once more"
                Expect.equal (keys stateless) (keys neuron.Module) $"names of %s{model.Name}"
        }

        for name, neuron in forms do
            test $"A Sequential with a linear layer and the form %s{name} trains" {
                use _ = torch.NewDisposeScope()
                torch.manual_seed 5L |> ignore
                use network = network (neuron ())
                let input = random 8 [ 12L; 32L; 4L ] * Torch.scalar 10.0
                let threshold = network.get_parameter "lif.VTh"
                let before = (loss network input).item<float32> (), Torch.numbers threshold
                use optimizer = torch.optim.Adam(network.parameters (), 0.02)

                for _ in 1..60 do
                    optimizer.zero_grad ()
                    (loss network input).backward ()
                    NeuronGradients.ThrowIfFailed()
                    optimizer.step () |> ignore
                    network.constrain ()

                let after = (loss network input).item<float32> ()
                Expect.isLessThan after (0.8f * fst before) "the loss"
                Expect.notEqual (Torch.numbers (network.get_parameter "lif.VTh")) (snd before) "a trained threshold"
            }

            test $"Names pass through the form %s{name}, and a state_dict goes into another network" {
                use _ = torch.NewDisposeScope()
                use first = network (neuron ())
                use second = network (neuron ())
                let weights layer = [ $"%s{layer}.weight"; $"%s{layer}.bias" ]
                Expect.equal (keys first) (weights "first" @ [ "lif.TauMemInv"; "lif.VTh" ] @ weights "last") "names"
                using (torch.no_grad ()) (fun _ -> first.get_parameter("lif.VTh").mul_ (Torch.scalar 0.7) |> ignore)
                let input = random 9 [ 12L; 3L; 4L ] * Torch.scalar 10.0
                second.load_state_dict (first.state_dict ()) |> ignore
                Expect.equal (Torch.numbers (second.call input)) (Torch.numbers (first.call input)) "the same network"
            }

            test $"Types and devices pass through the form %s{name}" {
                use _ = torch.NewDisposeScope()
                use network = network (neuron ())
                network.``to`` torch.float64 |> ignore
                Expect.all (network.parameters ()) (fun p -> p.dtype = torch.float64) "parameters"
                let output = network.call ((random 9 [ 12L; 3L; 4L ]).``to`` torch.float64)
                Expect.equal output.dtype torch.float64 "output"
                network.``to`` (torch.device "meta") |> ignore
                let isMeta (p: torch.Tensor) = p.device.``type`` = DeviceType.META
                Expect.all (network.parameters () |> Seq.cast) isMeta "device of the parameters"
            }

            test $"Constrain reaches the form %s{name} wherever it is in a network" {
                use _ = torch.NewDisposeScope()
                use network = sequential [ "inner", network (neuron ()) ]
                let inverse = network.get_parameter "inner.lif.TauMemInv"
                using (torch.no_grad ()) (fun _ -> inverse.neg_ () |> ignore)
                let input = random 9 [ 12L; 3L; 4L ]
                Expect.throws (fun () -> network.call input |> ignore) "a rate below 0"
                network.constrain ()
                network.call input |> ignore
            }

            test $"The form %s{name} refuses what is no sequence" {
                use neuron = neuron ()
                Expect.throwsT<ArgumentException> (fun () -> neuron.call (torch.tensor 1.0f) |> ignore) "a number"
                Expect.throwsT<ArgumentNullException> (fun () -> neuron.call null |> ignore) "nothing"
            }

        test "The form and its module are the same neurons" {
            use _ = torch.NewDisposeScope()
            let neuron = learnable ()
            use stateless = neuron.stateless ()
            let input = random 7 [ 20L; 2L; 6L ]
            using (torch.no_grad ()) (fun _ -> neuron.get_parameter("VTh").mul_ (Torch.scalar 0.5) |> ignore)
            neuron.``to`` torch.float64 |> ignore
            let input = input.``to`` torch.float64
            let struct (expected, _) = neuron.call input
            Expect.equal (Torch.numbers (stateless.call input)) (Torch.numbers expected) "spikes"
        }

        test "Fixed numbers of functions are no parameters of the form" {
            use neuron = (Neurons.Torch.Leaky.create Neurons.Leaky.options).Stateless Neurons.Leaky.parameters
            Expect.isEmpty (keys neuron) "names"
        }

        test "Random spikes differ from one training pass to the next, and not in evaluation" {
            use _ = torch.NewDisposeScope()
            use neuron = (new Bernoulli(50)).stateless (seed = 4UL)
            use same = (new Bernoulli(50)).stateless (seed = 4UL)
            use other = (new Bernoulli(50)).stateless (seed = 4UL, stream = 1u)
            let input = random 6 [ 10L; 2L; 50L ]
            let call (neuron: StatelessNeuron) = Torch.numbers (neuron.call input)
            let first, second = call neuron, call neuron
            Expect.notEqual second first "another pass"
            Expect.equal (call same) first "the same seed"
            Expect.notEqual (call other) first "another stream"

            for each in [ neuron; same ] do
                each.eval ()

            Expect.equal (call neuron) (call neuron) "evaluation"
            Expect.equal (call neuron) (call same) "the same seed in evaluation"
        }

        test "1,000 calls in a Sequential leave nothing behind but what was returned" {
            use network = network ((learnable ()).stateless ())
            use input = random 3 [ 10L; 4L; 4L ]

            let step () =
                use output = network.call input
                use loss = output.sum ()
                loss.backward ()
                network.zero_grad ()

            for _ in 1..100 do
                step ()

            let tensors = Torch.countTensors ()

            for _ in 1..1000 do
                step ()

            Expect.equal torch.Tensor.TotalCount tensors "tensors"
        }
    ]
