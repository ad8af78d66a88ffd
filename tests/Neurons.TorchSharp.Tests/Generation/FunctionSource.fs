/// Writes the F# of the models: a module of functions for each, and the same lines for the library's own tensors and for torch's.
module Neurons.Tests.Generation.FunctionSource

open Neurons

let private header =
    "// Generated from the models; a test tells when it is stale. CONTRIBUTING.md says how it is written anew."

let private joined (lines: string list) = String.concat "\n" lines + "\n"

/// On one line where it fits.
let private binding (head: string) (body: string) =
    if head.Length + 1 + body.Length <= ModelRecords.width then
        [ $"{head} {body}" ]
    else
        [ head; $"        {body}" ]

/// The module of a model's functions.
let ofModel (entry: ModelEntry) =
    let name = entry.Name
    let struct (_, parameters, state) = ModelRecords.inFSharp name

    joined [
        header
        "namespace Neurons.Torch"
        ""
        "open TorchSharp"
        "open Neurons"
        ""
        $"/// `Neurons.{name}` on torch tensors: {entry.Definition.Summary}."
        $"module {name} ="
        "    /// A neuron with its options chosen. 'P is `ParameterValue`, or `torch.Tensor` for parameters with gradients."
        $"    let create<'P> options : Neuron<{parameters}<'P>, {state}<torch.Tensor>> ="
        $"        Neuron<_, _>(Neurons.TorchSharp.{name}.create options)"
        ""
        "    /// One step with the default options: the output and the next state."
        yield!
            binding
                $"    let step (p: {parameters}<'P>) s (x: torch.Tensor) ="
                $"(create<'P> {name}.options).Step p s x"
        ""
        "    /// All steps of xs, [T; …], with the default options: all outputs and the last state."
        yield!
            binding
                $"    let integral (p: {parameters}<'P>) s (xs: torch.Tensor) ="
                $"(create<'P> {name}.options).Integral p s xs"
    ]

/// Every function of a model once, in words that do not tell which tensors they work on.
let private sameText (name: string) = [
    ""
    $"    \"{name}\","
    "    fun shape (x: Values) (xs: Values) ->"
    $"        let p = {name}.parameters"
    $"        let neuron = {name}.create {name}.options"
    "        let s0 = neuron.Initial(p, shape)"
    $"        let steps = [ {name}.step p s0 x; neuron.Step p s0 x ]"
    $"        List.map numbers (steps @ [ {name}.integral p s0 xs; neuron.Integral p s0 xs ])"
]

/// What tells them is the head of the file alone.
let private sameTexts (head: string list) (entries: ModelEntry[]) =
    joined [
        header
        yield! head
        ""
        "/// Of every model, what its functions compute of one step x and of a sequence xs."
        "let all: (string * (int[] -> Values -> Values -> float[][] list)) list = ["
        yield! entries |> List.ofArray |> List.collect (fun entry -> sameText entry.Name) |> List.tail
        "]"
    ]

/// On the library's own tensors.
let onTensors =
    sameTexts [
        "module Neurons.Tests.Functions.OnTensors"
        ""
        "open Neurons"
        "open Neurons.Tests.Functions.Numbers"
        ""
        "type Values = System.Numerics.Tensors.Tensor<float32>"
    ]

/// On torch's.
let onTorch =
    sameTexts [
        "module Neurons.Tests.Functions.OnTorch"
        ""
        "open Neurons"
        "open Neurons.Torch"
        "open Neurons.Tests.Functions.Numbers"
        ""
        "type Values = global.TorchSharp.torch.Tensor"
    ]
