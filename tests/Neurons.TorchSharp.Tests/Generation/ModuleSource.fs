/// Writes the C# of one model: its states and its module.
module Neurons.Tests.Generation.ModuleSource

open System
open System.Collections.Generic
open System.Security
open Neurons

/// A documentation comment, wrapped.
let private summary (indent: string) (text: string) =
    let text = SecurityElement.Escape(text).Replace("&apos;", "'").Replace("&quot;", "\"")

    let rec wrap (line: string) =
        match
            if line.Length > ModelRecords.width then
                line.LastIndexOf(' ', ModelRecords.width)
            else
                -1
        with
        | last when last > indent.Length + 4 -> line[.. last - 1] :: wrap $"{indent}/// {line[last + 1 ..]}"
        | _ -> [ line ]

    wrap $"{indent}/// <summary>{text}</summary>"

let private sentence (text: string) =
    if text = "" then
        ""
    else
        let rest = text.Substring(1).TrimEnd('.')
        $"{Char.ToUpperInvariant text[0]}{rest}"

/// Every input that the model has under any of its options.
let private inputs (entry: ModelEntry) =
    let choices = [|
        for option in entry.Options do
            match option.Kind with
            | FlagOption ->
                option.Name, "true"
                option.Name, "false"
            | ChoiceOption names ->
                for name in names do
                    option.Name, name
            | NumberOption
            | SurrogateOption -> ()
    |]

    choices
    |> Array.map (fun (name, value) -> entry.Create(Dictionary(dict [ name, value ])).Definition.InputNames)
    |> Array.append [| entry.Definition.InputNames |]
    |> Array.maxBy _.Length

let private article (name: string) = (if "AEIOU".Contains name[0] then "an " else "a ") + name

let private state (model: Definition) = [
    let kind = $"{model.Name}State"
    yield! summary "" $"The states of {article model.Name} module."
    $"public sealed class {kind} : NeuronState<{kind}>"
    "{"
    $"    internal {kind}(StateSnapshot snapshot) : base(snapshot)"
    "    {"
    "    }"

    for s in 0 .. model.StateNames.Length - 1 do
        let info = model.StateInfo[s]
        let unit = if info.Unit = "" then "" else $", in {info.Unit}"
        ""
        yield! summary "    " $"{sentence info.Meaning}{unit}: [batch…, features…]."
        $"    public Tensor {model.StateNames[s]} => Tensors[{s}];"

    ""
    $"    internal override {kind} Rebuild(StateSnapshot snapshot) => new(snapshot);"
    "}"
]

let private constructors name = [
    let optional = $"{name}Options? options = null, Device? device = null, ScalarType? dtype = null"

    let parameters = [
        "    /// <param name=\"options\">Parameters and options; null for the defaults.</param>"
        "    /// <param name=\"device\">Where the learnable parameters are; null for the CPU.</param>"
        "    /// <param name=\"dtype\">Their type; null for the default one.</param>"
        "    /// <exception cref=\"ArgumentException\">Something of the options is not allowed; the message tells all of it.</exception>"
    ]

    "    /// <summary>A module of so many features.</summary>"
    "    /// <param name=\"features\">The number of neurons of a sample.</param>"
    yield! parameters
    $"    public {name}(int features, {optional})"
    "        : this([features], options, device, dtype)"
    "    {"
    "    }"
    ""
    "    /// <summary>A module whose samples have this shape.</summary>"
    "    /// <param name=\"shape\">[features…].</param>"
    yield! parameters
    $"    public {name}(int[] shape, {optional})"
    "        : base(shape, options ??= new(), device, dtype) => Options = options;"
    ""
    "    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>"
    $"    public {name}Options Options {{ get; }}"
]

/// The call with every input of a model that has several.
let private moreInputs name (inputs: string[]) = [
    let parameters = inputs |> Array.map (fun input -> $"Tensor {input}") |> String.concat ", "
    ""
    "    /// <summary>All steps of a sequence, with every input of the model.</summary>"

    for input in inputs do
        $"    /// <param name=\"{input}\">[T, batch…, features…].</param>"

    "    /// <param name=\"state\">The state before; null for the initial one.</param>"
    $"    public (Tensor Output, {name}State State) forward({parameters}, {name}State? state = null) =>"
    let names = String.Join(", ", inputs)
    $"        Forward([{names}], state);"
]

let private functions name = [
    let struct (options, _, state) = ModelRecords.inCSharp name
    ""
    "    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>"
    "    /// <param name=\"options\">What its equations leave open.</param>"
    $"    public static TorchNeuron<{state}<Tensor>> create({options} options) =>"
    $"        new(Neuron.dynamics({name}Module.model, options));"
]

let private moduleClass (entry: ModelEntry) = [
    let model = entry.Definition
    let name = model.Name
    let inputs = inputs entry
    yield! summary "" $"A module: {model.Summary}. Source: {model.Source}."
    $"public sealed class {name} : NeuronModule<{name}State>"
    "{"
    yield! constructors name

    if inputs.Length > 1 then
        yield! moreInputs name inputs

    yield! functions name
    ""
    $"    internal override {name}State Wrap(StateSnapshot snapshot) => new(snapshot);"
    "}"
]

/// The file of a model.
let ofModel (entry: ModelEntry) =
    [
        "// Generated from the model; a test tells when it is stale. CONTRIBUTING.md says how it is written anew."
        "using static TorchSharp.torch;"
        ""
        "namespace Neurons.TorchSharp;"
        ""
        yield! state entry.Definition
        ""
        yield! moduleClass entry
    ]
    |> String.concat "\n"
    |> fun text -> text + "\n"
