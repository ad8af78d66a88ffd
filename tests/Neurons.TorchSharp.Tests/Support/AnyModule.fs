/// The modules of all models, by name: what the tests that hold for every model work with.
namespace Neurons.Tests

open System
open System.Numerics.Tensors
open Microsoft.FSharp.Reflection
open global.TorchSharp
open Neurons

/// How a module computes.
type Path =
    | Fused
    | Operations

    /// The tensor, arranged in memory so that a module takes this path.
    member path.Of(tensor: torch.Tensor) =
        match path with
        | Fused -> tensor
        | Operations -> Torch.strided tensor

/// A module of a model, made from its name.
type AnyModule(model: Definition, parameters: NeuronParameter[], features: int, kind: torch.ScalarType) =
    static let ofText (target: Type) (text: string) : obj =
        if target = typeof<float> then
            Double.Parse(text, Globalization.CultureInfo.InvariantCulture)
        elif target = typeof<bool> then
            box (text = "true")
        elif target = typeof<Surrogate> then
            box (Surrogates.parse text)
        elif target = typeof<Transform> then
            Transform.All |> Array.find (fun t -> t.Name = text) |> box
        else
            let case = FSharpType.GetUnionCases target |> Array.find (fun case -> case.Name = text)
            FSharpValue.MakeUnion(case, [||])

    let options =
        let kind = typeof<NeuronOptions>.Assembly.GetType($"Neurons.{model.Name}Options", true)
        let options = Activator.CreateInstance kind

        for name, text in model.Options |> Array.map (fun (struct (name, text)) -> name, text) do
            let property = kind.GetProperty name
            property.SetValue(options, ofText property.PropertyType text)

        for name, value in Array.zip model.ParameterNames parameters do
            kind.GetProperty(name).SetValue(options, value)

        options

    let moduleType =
        typeof<TorchSharp.NeuronState>.Assembly.GetType($"Neurons.TorchSharp.{model.Name}", true)

    let inner = Activator.CreateInstance(moduleType, [| box [| features |]; options; null; box kind |])

    let call (name: string) (types: Type[]) (arguments: obj[]) =
        try
            moduleType.GetMethod(name, types).Invoke(inner, arguments)
        with :? Reflection.TargetInvocationException as e ->
            Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e.InnerException).Throw()
            null

    let stateType =
        typeof<TorchSharp.NeuronState>.Assembly.GetType($"Neurons.TorchSharp.{model.Name}State", true)

    member _.Module = inner :?> torch.nn.Module

    member _.Parameter(name: string) : torch.Tensor = (inner :?> torch.nn.Module).get_parameter name

    /// The state before the first step, one tensor of it after another replaced.
    member _.Initial(batch: int64, seed: uint64, values: (string * torch.Tensor) list) : TorchSharp.NeuronState =
        let types = [|
            typeof<int64>
            typeof<uint64>
            typeof<uint32>
            typeof<torch.Device>
            typeof<Nullable<torch.ScalarType>>
        |]

        let first = call "initial" types [| batch; seed; 0u; null; kind |]
        let replace = stateType.GetMethod "with"

        (first, values)
        ||> List.fold (fun state (name, tensor) -> replace.Invoke(state, [| name; tensor |]))
        :?> TorchSharp.NeuronState

    member _.Forward
        (inputs: torch.Tensor list, state: TorchSharp.NeuronState)
        : struct (torch.Tensor * TorchSharp.NeuronState) =
        let types = [| for _ in inputs -> typeof<torch.Tensor> |]
        let arguments = [| for input in inputs -> box input |]
        let result = call "forward" (Array.append types [| stateType |]) (Array.append arguments [| state |])
        let tuple = result :?> Runtime.CompilerServices.ITuple
        struct (tuple[0] :?> torch.Tensor, tuple[1] :?> TorchSharp.NeuronState)

    interface IDisposable with
        member _.Dispose() = (inner :?> torch.nn.Module).Dispose()

module AnyModule =
    /// With learnable parameters of these values.
    let learnable (model: Definition) (values: ParameterValue[]) features kind =
        let parameters =
            values
            |> Array.map (fun value ->
                match value with
                | Shared number -> Learnable.Shared number
                | PerNeuron numbers -> Learnable.PerNeuron(numbers: Tensor<float>))

        new AnyModule(model, parameters, features, kind)
