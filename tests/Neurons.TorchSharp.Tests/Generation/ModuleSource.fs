/// Writes the C# of one model: its states and its module.
module Neurons.Tests.Generation.ModuleSource

open System
open System.Collections.Generic
open System.Security
open Neurons

/// The widest line, as in .editorconfig.
let private width = 120

/// A documentation comment, wrapped.
let private summary (indent: string) (text: string) =
    let text = SecurityElement.Escape(text).Replace("&apos;", "'").Replace("&quot;", "\"")

    let rec wrap (line: string) =
        match if line.Length > width then line.LastIndexOf(' ', width) else -1 with
        | last when last > indent.Length + 4 -> line[.. last - 1] :: wrap $"{indent}/// {line[last + 1 ..]}"
        | _ -> [ line ]

    wrap $"{indent}/// <summary>{text}</summary>"

let private sentence (text: string) =
    if text = "" then
        ""
    else
        let rest = text.Substring(1).TrimEnd('.')
        $"{Char.ToUpperInvariant text[0]}{rest}"

/// The generic arguments of a model: its options, and its records of parameters and states.
let private recordTypes (name: string) =
    let modelType =
        typeof<ModelEntry>.Assembly.GetType($"Neurons.{name}Module").GetProperty("model").PropertyType

    let inCSharp (record: Type) =
        let generic = record.FullName.Split('`')
        generic[0].Substring("Neurons.".Length).Replace('+', '.')

    let arguments = modelType.GetGenericArguments()
    struct (inCSharp arguments[0], inCSharp arguments[2], inCSharp arguments[3])

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
    let struct (options, parameters, state) = recordTypes name
    let snapshot = $"Snapshot<{state}<Tensor>>"
    ""
    "    /// <summary>The neuron as functions on tensors, in the records of the model.</summary>"
    "    /// <param name=\"options\">What its equations leave open.</param>"
    $"    public static TorchNeuron<{state}<Tensor>> create({options} options) =>"
    $"        new(Neuron.dynamics({name}Module.model, options));"

    for method, what, tensor, shape in
        [
            "step", "One step", "x", "[batch…, features…]"
            "integral", "All steps", "xs", "[T, batch…, features…]"
        ] do
        for value, kind in [ "ParameterValue", "the parameters are fixed"; "Tensor", "the parameters have gradients" ] do
            ""
            $"    /// <summary>{what} with the default options: the output and the next state; {kind}.</summary>"
            "    /// <param name=\"p\">The parameters.</param>"
            "    /// <param name=\"s\">The state before.</param>"
            $"    /// <param name=\"{tensor}\">{shape}.</param>"
            $"    public static (Tensor Output, {snapshot} State) {method}("
            $"        {parameters}<{value}> p, {snapshot} s, Tensor {tensor}) =>"
            let called = string (Char.ToUpperInvariant method[0]) + method[1..]
            $"        create({name}Module.model.Options).{called}(p, s, {tensor});"
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
