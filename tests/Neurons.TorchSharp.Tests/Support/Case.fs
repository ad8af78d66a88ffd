/// A run of any model: what the modules and the library's own tensors are both given.
namespace Neurons.Tests

open System
open System.Collections.Concurrent
open System.Numerics.Tensors
open global.TorchSharp
open Neurons

type Case = {
    Model: ModelEntry
    Steps: int
    Batch: int
    Features: int
    Seed: int
} with

    member c.Definition = c.Model.Definition
    member c.Count = c.Batch * c.Features

    /// Per neuron, near the defaults, so that no rule between them is broken.
    member c.Parameters: ParameterValue[] =
        c.Definition.ParameterInfo
        |> Array.mapi (fun p quantity ->
            let values =
                Torch.random (c.Seed + p) 0.97 1.03 c.Features |> Array.map (fun factor -> factor * quantity.Value)

            if p % 2 = 0 && Array.forall quantity.Range.Contains values then
                PerNeuron(Tensor.Create(values, ReadOnlySpan [| nativeint c.Features |]))
            else
                Shared quantity.Value)

    member c.Inputs: float[][] =
        c.Definition.InputNames
        |> Array.mapi (fun i _ ->
            let drive = Drive.threshold c.Model
            Torch.random (c.Seed + 100 + i) (-drive) (3.0 * drive) (c.Steps * c.Count))

    /// The derivatives of a loss by the output, and by each state after the last step.
    member c.OutputGradient = Torch.random (c.Seed + 200) -1.0 1.0 (c.Steps * c.Count)

    member c.FinalGradients =
        c.Definition.StateNames |> Array.mapi (fun s _ -> Torch.random (c.Seed + 300 + s) -1.0 1.0 c.Count)

/// What makes a neuron fire.
and Drive private () =
    static let known = ConcurrentDictionary<string, float>()

    static let find (model: ModelEntry) =
        let dynamics = Dynamics model.Definition
        let parameters = model.Parameters ""
        let drives = [| for k in -12 .. 24 -> 2.0 ** float k |]
        let shape = [| nativeint drives.Length |]
        let constant = Unchanged(200, Tensor.Create(drives, ReadOnlySpan shape))
        let inputs = model.Definition.InputNames |> Array.map (fun _ -> constant)
        let start = dynamics.Initial<float>(parameters, shape, 0UL, 0u)
        let struct (counts, _) = dynamics.SpikeCounts(parameters, start, inputs)
        let counts = Array.init drives.Length (fun i -> counts[[| nativeint i |]])

        match counts |> Array.tryFindIndex (fun count -> count > 0.0) with
        | Some k when k > 0 && model.Definition.Spikes -> drives[k]
        | _ -> 1.0

    /// About the least constant input at which it does; 1 for a readout.
    static member threshold(model: ModelEntry) = known.GetOrAdd(model.Name, (fun _ -> find model))

/// What a run leaves: numbers, row-major.
type Results = {
    Output: float[]
    Final: float[][]
    InputGradients: float[][]
    StateGradients: float[][]
    ParameterGradients: float[][]
}

module Case =
    let all = Array.append Models.all Models.synapses

    let create model seed = { Model = model; Steps = 30; Batch = 2; Features = 9; Seed = seed }

    /// By the library's own tensors.
    let managed<'T> (ofFloat: float -> 'T) (toFloat: 'T -> float) (case: Case) : Results =
        let shape = [| nativeint case.Batch; nativeint case.Features |]
        let over = Array.append [| nativeint case.Steps |] shape

        let tensor (lengths: nativeint[]) (values: float[]) =
            Tensor.Create(values |> Array.map ofFloat, ReadOnlySpan lengths)

        let numbers (tensor: Tensor<'T>) =
            let flat = Array.zeroCreate<'T> (int tensor.FlattenedLength)
            tensor.FlattenTo(Span flat)
            flat |> Array.map toFloat

        let dynamics = Dynamics case.Definition
        let start = dynamics.Initial<'T>(case.Parameters, shape, uint64 case.Seed, 0u)
        let inputs = case.Inputs |> Array.map (tensor over >> EachStep)
        let run = Pullback.run dynamics case.Parameters start inputs [| Outputs |] ValueNone

        let gradients =
            run.Gradients(
                [| tensor over case.OutputGradient |],
                case.FinalGradients |> Array.map (tensor shape),
                {
                    Inputs = inputs |> Array.map (fun _ -> true)
                    State = true
                    Parameters = case.Parameters |> Array.map (fun _ -> true)
                    InputBuffers = null
                }
            )

        {
            Output = numbers run.Recorded[0]
            Final = run.Final.Values |> Array.map numbers
            InputGradients = gradients.Inputs |> Array.map numbers
            StateGradients = gradients.State |> Array.map numbers
            ParameterGradients = gradients.Parameters |> Array.map _.ToArray()
        }

    /// By a torch module.
    let torch path (kind: torch.ScalarType) (case: Case) : Results =
        use _ = torch.NewDisposeScope()
        use neuron = AnyModule.learnable case.Definition case.Parameters case.Features kind
        let shape = [ int64 case.Batch; int64 case.Features ]
        let start = neuron.Initial(int64 case.Batch, uint64 case.Seed, [])

        for name in start.Names do
            start[name].requires_grad <- true

        let inputs = [
            for values in case.Inputs do
                let input = Torch.tensor kind (int64 case.Steps :: shape) values
                input.requires_grad <- true
                input
        ]

        let struct (output, final) =
            neuron.Forward(List.map (fun (input: torch.Tensor) -> (path: Path).Of input) inputs, start)

        let finalLoss =
            Seq.zip final.Names case.FinalGradients
            |> Seq.map (fun (name, gradient) -> (final[name] * Torch.tensor kind shape gradient).sum ())
            |> Seq.reduce (+)

        ((output * Torch.tensor kind (int64 case.Steps :: shape) case.OutputGradient).sum () + finalLoss).backward ()
        TorchSharp.NeuronGradients.ThrowIfFailed()

        {
            Output = Torch.numbers output
            Final = [| for name in final.Names -> Torch.numbers final[name] |]
            InputGradients = [| for input in inputs -> Torch.gradient input |]
            StateGradients = [| for name in start.Names -> Torch.gradient start[name] |]
            ParameterGradients = [|
                for name in case.Definition.ParameterNames -> Torch.gradient (neuron.Parameter name)
            |]
        }
