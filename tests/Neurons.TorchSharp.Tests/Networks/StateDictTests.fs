/// Networks take the numbers of models that PyTorch saved.
module Neurons.Tests.Networks.StateDictTests

open System
open System.Collections.Generic
open System.IO
open System.Numerics.Tensors
open Expecto
open global.TorchSharp
open Neurons
open Neurons.IO
open Neurons.TorchSharp
open Neurons.Tests

type private Stored =
    | Floats of shape: int list * values: float list
    | Halves of float list
    | Integer of int64

let private entry (name: string, stored: Stored) =
    let tensor (shape: int list) (values: 'T[]) =
        Tensor.Create(values, ReadOnlySpan [| for length in shape -> nativeint length |])

    match stored with
    | Floats([], [ one ]) -> SafetensorsEntry.From(name, ReadOnlySpan [| float32 one |], ReadOnlySpan [||])
    | Floats(shape, values) -> SafetensorsEntry.From(name, tensor shape [| for value in values -> float32 value |])
    | Halves values ->
        SafetensorsEntry.From(
            name,
            tensor [ values.Length ] [| for value in values -> Half.op_Explicit (float32 value): Half |]
        )
    | Integer number -> SafetensorsEntry.From(name, ReadOnlySpan [| number |], ReadOnlySpan [||])

/// With a file of these tensors.
let private withFile (tensors: (string * Stored) list) (test: string -> unit) =
    let file = Path.GetTempFileName()

    try
        SafetensorsFile.Write(file, Dictionary(), List.map entry tensors)
        use _ = torch.NewDisposeScope()
        test file
    finally
        File.Delete file

let private number value = Floats([], [ value ])

/// What a network of two linear layers and snnTorch's Leaky saves.
let private snntorch = [
    "fc1.weight", Floats([ 3; 2 ], [ 0.1; 0.2; 0.3; 0.4; 0.5; 0.6 ])
    "fc1.bias", Floats([ 3 ], [ 1.0; 2.0; 3.0 ])
    "lif1.threshold", number 1.25
    "lif1.graded_spikes_factor", number 1.0
    "lif1.reset_mechanism_val", Integer 0L
    "lif1.beta", Floats([ 3 ], [ 0.5; 0.75; 1.5 ])
]

let private replaced (name: string) (value: Stored) tensors =
    tensors |> List.map (fun (n, v) -> n, (if n = name then value else v))

let private network (options: LeakyOptions) =
    torch.nn.Sequential(
        struct ("fc1", torch.nn.Linear(2L, 3L) :> torch.nn.Module<torch.Tensor, torch.Tensor>),
        struct ("lif1", (new Leaky(3, options)).stateless () :> torch.nn.Module<torch.Tensor, torch.Tensor>)
    )

let private learnable () =
    network (LeakyOptions(Beta = Learnable.PerNeuron 0.9, Threshold = Learnable.Shared 1.0))

let private numbers (network: torch.nn.Module) (name: string) = Torch.numbers (network.get_parameter name)

let private refuses (tensors: (string * Stored) list) (network: torch.nn.Module) (parts: string list) =
    withFile tensors (fun file ->
        let before = [ for pair in network.state_dict () -> pair.Key, Torch.numbers pair.Value ]

        let message =
            try
                network.import_state_dict file
                failtest "nothing was refused"
            with :? FormatError as error ->
                error.Message

        for part in file :: parts do
            Expect.stringContains message part "the message"

        let after = [ for pair in network.state_dict () -> pair.Key, Torch.numbers pair.Value ]
        Expect.equal after before "nothing is changed")

let tests =
    testList "state_dict of other libraries" [
        test "snnTorch's weights, decays and thresholds are taken, decays as it uses them" {
            withFile snntorch (fun file ->
                use network = learnable ()
                network.import_state_dict file
                let single = List.map (float32 >> float)

                Expect.equal
                    (numbers network "fc1.weight" |> List.ofArray)
                    (single [ 0.1; 0.2; 0.3; 0.4; 0.5; 0.6 ])
                    "weights"

                Expect.equal (numbers network "fc1.bias") [| 1.0; 2.0; 3.0 |] "bias"
                Expect.equal (numbers network "lif1.Threshold") [| 1.25 |] "threshold"
                Expect.equal (numbers network "lif1.Beta") [| 0.5; 0.75; 1.0 |] "decays"
                network.call (torch.ones (5L, 1L, 2L)) |> ignore)
        }

        test "An imported network fires as snnTorch's equations say" {
            withFile snntorch (fun file ->
                use network = learnable ()
                network.import_state_dict file
                let beta, bias, weight = [| 0.5; 0.75; 1.0 |], [| 1.0; 2.0; 3.0 |], [| 0.3; 0.7; 1.1 |]

                let expected = [|
                    let mem = Array.zeroCreate<float> 3

                    for _ in 1..6 do
                        for i in 0..2 do
                            let reset = if mem[i] > 1.25 then 1.25 else 0.0
                            mem[i] <- beta[i] * mem[i] + 0.1 * weight[i] + 0.1 * bias[i] * 10.0 - reset
                            if mem[i] > 1.25 then 1.0 else 0.0
                |]

                let x = torch.full ([| 6L; 1L; 2L |], Torch.scalar 0.1)
                Expect.equal (Torch.numbers (network.call x)) expected "spikes"
                Expect.contains expected 0.0 "silence"
                Expect.contains expected 1.0 "spikes")
        }

        test "Modules with other names are mapped, with all that is inside of them" {
            let nested = [ for name, value in snntorch -> $"model.%s{name}", value ]

            withFile nested (fun file ->
                use network = learnable ()
                network.import_state_dict (file, Dictionary(dict [ "model.fc1", "fc1"; "model.lif1", "lif1" ]))
                Expect.equal (numbers network "fc1.bias") [| 1.0; 2.0; 3.0 |] "bias"
                use inner = learnable ()
                use outer = torch.nn.Sequential(struct ("0", inner :> torch.nn.Module<torch.Tensor, torch.Tensor>))
                outer.import_state_dict (file, Dictionary(dict [ "model", "0" ]))
                Expect.equal (numbers outer "0.lif1.Threshold") [| 1.25 |] "threshold"

                let wrong = Dictionary(dict [ "model", "0"; "fc3", "fc1" ])
                Expect.throwsT<ArgumentException> (fun () -> outer.import_state_dict (file, wrong)) "no such module")
        }

        test "Tensors without a place, and places without a tensor, are named" {
            let tensors =
                ("fc2.weight", Floats([ 1; 1 ], [ 1.0 ])) :: ("lif1.gamma", number 1.0) :: List.tail snntorch

            refuses tensors (learnable ()) [ "'fc2.weight', 'lif1.gamma'"; "'fc1.weight'" ]
            let noThreshold = snntorch |> List.filter (fun (name, _) -> name <> "lif1.threshold")
            refuses noThreshold (learnable ()) [ "'lif1.Threshold'" ]

            withFile tensors (fun file ->
                use network = learnable ()
                let before = numbers network "fc1.weight"
                network.import_state_dict (file, skip = [| "fc2.weight"; "lif1.gamma"; "fc1.weight" |])
                Expect.equal (numbers network "fc1.bias") [| 1.0; 2.0; 3.0 |] "what is not skipped"
                Expect.equal (numbers network "fc1.weight") before "what is skipped")
        }

        test "A parameter that is not learnable must be what the file says, but for rounding" {
            let same = snntorch |> replaced "lif1.beta" (number 0.9)

            withFile same (fun file -> (network (LeakyOptions(Beta = 0.9, Threshold = 1.25))).import_state_dict file)

            withFile (snntorch |> replaced "lif1.beta" (Halves [ 0.9; 0.9; 0.9 ])) (fun file ->
                (network (LeakyOptions(Beta = 0.9, Threshold = 1.25))).import_state_dict file)

            refuses same (network (LeakyOptions(Beta = 0.8, Threshold = 1.25))) [
                "'lif1.beta' has 0.9"
                "Beta is fixed at 0.8"
                "learnable"
            ]
        }

        test "A number of the file is one for all neurons" {
            withFile (snntorch |> replaced "lif1.beta" (number 0.5)) (fun file ->
                use network = learnable ()
                network.import_state_dict file
                Expect.equal (numbers network "lif1.Beta") [| 0.5; 0.5; 0.5 |] "decays")
        }

        test "What does not fit is refused by name, and nothing is changed" {
            let refused name value parts = refuses (snntorch |> replaced name value) (learnable ()) parts
            refused "fc1.bias" (Floats([ 2 ], [ 1.0; 2.0 ])) [ "'fc1.bias' has the shape [2]; the network needs [3]" ]
            refused "lif1.beta" (Floats([ 2 ], [ 0.5; 0.5 ])) [ "'lif1.beta' has the shape [2]; the network needs [3]" ]
            refused "fc1.bias" (Floats([ 3 ], [ 1.0; nan; 3.0 ])) [ "'fc1.bias' has a value that is not finite" ]
            refused "lif1.beta" (number nan) [ "'lif1.beta' has a value that is not finite" ]
            refused "fc1.bias" (Integer 1L) [ "'fc1.bias' has the shape []" ]
            refused "lif1.reset_mechanism_val" (Integer 1L) [ "'lif1.reset_mechanism_val' is 1"; "Reset = Subtract" ]
            refused "lif1.graded_spikes_factor" (number 2.0) [ "'lif1.graded_spikes_factor' is 2"; "needs 1" ]
            refuses (("lif1.Beta", number 0.5) :: snntorch) (learnable ()) [ "'lif1.Beta' and 'lif1.beta'" ]

            refuses [ "TauMemInv", number -5.0 ] (new CubaLif(3, CubaLifOptions(TauMemInv = Learnable.Shared 100.0))) [
                "TauMemInv is -5"
            ]
        }

        test "The other names of snnTorch, SpikingJelly and Norse are known" {
            let import (network: torch.nn.Module) tensors =
                withFile tensors (fun file -> network.import_state_dict file)
                network

            let lapicque = new Lapicque(2, LapicqueOptions(R = Learnable.Shared 2.0, C = Learnable.Shared 3.0))

            let lapicque =
                import lapicque [
                    "R", Integer 4L
                    "C", Floats([ 1 ], [ 2.5 ])
                    "beta", number 0.9
                    "threshold", number 1.0
                    "time_step", Integer 1L
                    "graded_spikes_factor", number 1.0
                    "reset_mechanism_val", Integer 0L
                ]

            Expect.equal (numbers lapicque "R", numbers lapicque "C") ([| 4.0 |], [| 2.5 |]) "Lapicque"

            let options = SynapticOptions(Alpha = Learnable.Shared 0.5, Beta = Learnable.Shared 0.5)
            let synaptic = import (new Synaptic(2, options)) [ "alpha", number 0.25; "beta", number -0.5 ]
            Expect.equal (numbers synaptic "Alpha", numbers synaptic "Beta") ([| 0.25 |], [| 0.0 |]) "Synaptic"

            let parametric = new LifBox(2, LifBoxOptions(Dt = 1.0, TauMemInv = Learnable.Shared 0.5))
            let parametric = import parametric [ "w", number (log 3.0) ]
            let inverse = numbers parametric "TauMemInv"
            Expect.floatClose Accuracy.medium inverse[0] 0.75 "1/τ of ParametricLIFNode"

            let norse = new CubaLif(2, CubaLifOptions(TauMemInv = Learnable.Shared 100.0))
            let norse = import norse [ "tau_mem_inv", number 150.0; "v_th", number 1.0 ]
            Expect.equal (numbers norse "TauMemInv") [| 150.0 |] "Norse"
        }

        test "Numbers go into networks of another type and of channels, and constrain starts from them" {
            withFile [ "beta", Floats([ 2; 1 ], [ 0.25; 0.5 ]) ] (fun file ->
                use neuron = new Leaky([| 2; 3 |], LeakyOptions(Beta = Learnable.PerChannel 0.9))
                neuron.``to`` torch.float64 |> ignore
                neuron.import_state_dict file
                let beta = neuron.get_parameter "Beta"
                Expect.equal (beta.dtype, Torch.numbers beta) (torch.float64, [| 0.25; 0.5 |]) "decays"
                neuron.constrain ()
                Expect.equal (Torch.numbers beta) [| 0.25; 0.5 |] "what is allowed stays")
        }
    ]
