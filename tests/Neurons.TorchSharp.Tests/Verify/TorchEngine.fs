namespace Neurons.Tests.Verify

open System.Collections.Generic
open global.TorchSharp
open Neurons
open Neurons.Verification
open Neurons.Tests

/// Replays a recording by the torch module of its model.
type TorchEngine(path: Path, kind: torch.ScalarType) =
    let tensor shape values : torch.Tensor = Torch.tensor kind shape values

    let leaf shape values =
        let leaf: torch.Tensor = tensor shape values
        leaf.requires_grad <- true
        leaf

    /// The state of a module from recorded arrays, and the tensors that its gradient goes to.
    let initial (bound: BoundCase) (neuron: AnyModule) =
        let names = Array.zip bound.Dynamics.Definition.StateNames bound.StateNames

        let leaves = [
            for own, recorded in names do
                own, leaf [ 1L; int64 bound.Golden.Neurons ] bound.Golden.InitialState[recorded]
        ]

        struct (neuron.Initial(1L, 0UL, leaves), leaves)

    let named (bound: BoundCase) (arrays: float[] seq) : IReadOnlyDictionary<string, float[]> =
        Dictionary(Seq.zip bound.StateNames arrays |> Seq.map KeyValuePair)

    let finalLoss (bound: BoundCase) (final: TorchSharp.NeuronState) =
        Seq.zip bound.Dynamics.Definition.StateNames bound.StateNames
        |> Seq.map (fun (own, recorded) ->
            (final[own] * tensor [ 1L; int64 bound.Golden.Neurons ] bound.Golden.UpstreamFinalState[recorded]).sum ())
        |> Seq.reduce (+)

    let parameterGradients (bound: BoundCase) (neuron: AnyModule) =
        bound.Dynamics.Definition.ParameterNames
        |> Array.map (fun name -> Torch.gradient (neuron.Parameter name))

    let feedForward (bound: BoundCase) (neuron: AnyModule) =
        let golden = bound.Golden
        let steps, neurons = int64 golden.Steps, int64 golden.Neurons
        let struct (state, leaves) = initial bound neuron
        let input = leaf [ steps; 1L; neurons ] golden.Input
        let struct (output, final) = neuron.Forward([ path.Of input ], state)
        let upstream = tensor [ steps; 1L; neurons ] golden.UpstreamOutput
        ((output * upstream).sum () + finalLoss bound final).backward ()

        // the states over time, by one step after another
        use _ = torch.no_grad ()
        let mutable now = state

        let over = [|
            for t in 0L .. steps - 1L do
                let struct (_, next) = neuron.Forward([ path.Of(input.narrow (0, t, 1)) ], now)
                now <- next
                [| for name in bound.Dynamics.Definition.StateNames -> Torch.numbers next[name] |]
        |]

        Replay(
            Output = Torch.numbers output,
            States =
                named bound [ for s in 0 .. bound.StateNames.Length - 1 -> over |> Array.collect (fun row -> row[s]) ],
            InputGradient = Torch.gradient input,
            InitialStateGradients = named bound (leaves |> Seq.map (snd >> Torch.gradient)),
            ParameterGradients = parameterGradients bound neuron
        )

    /// A recurrent layer is a loop of single steps, with the synapses as torch operations.
    let recurrent (bound: BoundCase) (neuron: AnyModule) =
        let golden = bound.Golden
        let steps, neurons, inputs = int64 golden.Steps, int64 golden.Neurons, int64 golden.Inputs
        let struct (state, leaves) = initial bound neuron
        let input = leaf [ steps; 1L; inputs ] golden.Input
        let inputWeights = leaf [ neurons; inputs ] golden.Weights[Replay.InputWeights]
        let recurrentWeights = leaf [ neurons; neurons ] golden.Weights[Replay.RecurrentWeights]
        let start = leaf [ 1L; neurons ] golden.InitialState[Replay.SpikeState]
        let mutable spikes: torch.Tensor = start
        let mutable now = state

        let rows = [|
            for t in 0L .. steps - 1L do
                let current = input.select(0, t).matmul (inputWeights.t ()) + spikes.matmul (recurrentWeights.t ())
                let struct (output, next) = neuron.Forward([ path.Of(current.unsqueeze 0) ], now)
                spikes <- output.select (0, 0)
                now <- next
                spikes, next
        |]

        let output = torch.stack (rows |> Array.map fst)
        let upstream = tensor [ steps; 1L; neurons ] golden.UpstreamOutput
        let last = tensor [ 1L; neurons ] golden.UpstreamFinalState[Replay.SpikeState]

        ((output * upstream).sum () + finalLoss bound now + (spikes * last).sum ()).backward ()

        let over (read: torch.Tensor * TorchSharp.NeuronState -> torch.Tensor) =
            rows |> Array.collect (read >> Torch.numbers)

        let states =
            Dictionary(
                named bound [ for name in bound.Dynamics.Definition.StateNames -> over (fun (_, state) -> state[name]) ]
            )

        states[Replay.SpikeState] <- over fst
        let initialGradients = Dictionary(named bound (leaves |> Seq.map (snd >> Torch.gradient)))
        initialGradients[Replay.SpikeState] <- Torch.gradient start

        Replay(
            Output = Torch.numbers output,
            States = states,
            InputGradient = Torch.gradient input,
            InitialStateGradients = initialGradients,
            ParameterGradients = parameterGradients bound neuron,
            WeightGradients =
                Dictionary(
                    dict [
                        Replay.InputWeights, Torch.gradient inputWeights
                        Replay.RecurrentWeights, Torch.gradient recurrentWeights
                    ]
                )
        )

    interface IEngine with
        member _.Name = $"torch, {path}"
        member _.Precision = if kind = torch.float32 then "float32" else "float64"

        member _.Run(bound) =
            use _ = torch.NewDisposeScope()
            use neuron = AnyModule.learnable bound.Dynamics.Definition bound.Parameters bound.Golden.Neurons kind

            let replay =
                if bound.Golden.IsRecurrent then
                    recurrent bound neuron
                else
                    feedForward bound neuron

            TorchSharp.NeuronGradients.ThrowIfFailed()
            replay
