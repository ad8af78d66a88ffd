namespace Neurons.Generate;

/// <summary>Writes the C# of one model on torch: its states and its module.</summary>
internal static class TorchModuleSource
{
    public static string Of(ModelEntry entry)
    {
        string[] lines =
        [
            "// Generated from the model; tools/Neurons.Generate writes it anew.",
            "using static TorchSharp.torch;",
            "",
            "namespace Neurons.TorchSharp;",
            "",
            .. State(entry.Definition),
            "",
            .. Module(entry),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> State(Definition model)
    {
        var kind = $"{model.Name}State";
        foreach (var line in CSharpText.Summary($"The states of {CSharpText.Article(model.Name)} module.", "")) yield return line;
        yield return $$"""
            public sealed class {{kind}} : NeuronState<{{kind}}>
            {
                internal {{kind}}(StateSnapshot snapshot) : base(snapshot)
                {
                }
            """;
        for (var s = 0; s < model.StateNames.Length; s++)
        {
            var info = model.StateInfo[s];
            var unit = info.Unit == "" ? "" : $", in {info.Unit}";
            yield return "";
            foreach (var line in CSharpText.Summary($"{CSharpText.Sentence(info.Meaning).TrimEnd('.')}{unit}: [batch…, features…].", "    "))
                yield return line;
            yield return $"    public Tensor {model.StateNames[s]} => Tensors[{s}];";
        }

        yield return $$"""

                internal override {{kind}} Rebuild(StateSnapshot snapshot) => new(snapshot);
            }
            """;
    }

    private static IEnumerable<string> Module(ModelEntry entry)
    {
        var model = entry.Definition;
        var name = model.Name;
        var inputs = LayerSource.Inputs(entry);
        foreach (var line in CSharpText.Summary($"A module: {model.Summary}. Source: {model.Source}.", "")) yield return line;
        yield return $"public sealed class {name} : NeuronModule<{name}State>";
        yield return "{";
        yield return Constructors(name);
        if (inputs.Length > 1) yield return MoreInputs(name, inputs);
        var (options, _, state) = ModelRecords.InCSharp(name);
        yield return $$"""

                /// <summary>The neuron as functions on tensors, in the records of the model.</summary>
                /// <param name="options">What its equations leave open.</param>
                public static TorchNeuron<{{state}}<Tensor>> create({{options}} options) =>
                    new(Neuron.dynamics({{name}}Module.model, options));

                internal override {{name}}State Wrap(StateSnapshot snapshot) => new(snapshot);
            }
            """;
    }

    private static string Constructors(string name)
    {
        var optional = $"{name}Options? options = null, Device? device = null, ScalarType? dtype = null";
        const string Parameters = """
                /// <param name="options">Parameters and options; null for the defaults.</param>
                /// <param name="device">Where the learnable parameters are; null for the CPU.</param>
                /// <param name="dtype">Their type; null for the default one.</param>
                /// <exception cref="ArgumentException">Something of the options is not allowed; the message tells all of it.</exception>
            """;
        return $$"""
                /// <summary>A module of so many features.</summary>
                /// <param name="features">The number of neurons of a sample.</param>
            {{Parameters}}
                public {{name}}(int features, {{optional}})
                    : this([features], options, device, dtype)
                {
                }

                /// <summary>A module whose samples have this shape.</summary>
                /// <param name="shape">[features…].</param>
            {{Parameters}}
                public {{name}}(int[] shape, {{optional}})
                    : base(shape, options ??= new(), device, dtype) => Options = options;

                /// <summary>The options it was made from. What was learned since is in its parameters.</summary>
                public {{name}}Options Options { get; }
            """;
    }

    /// <summary>The call with every input of a model that has several.</summary>
    private static string MoreInputs(string name, string[] inputs)
    {
        var documented = string.Join('\n', inputs.Select(input => $"    /// <param name=\"{input}\">[T, batch…, features…].</param>"));
        return $$"""

                /// <summary>All steps of a sequence, with every input of the model.</summary>
            {{documented}}
                /// <param name="state">The state before; null for the initial one.</param>
                public (Tensor Output, {{name}}State State) forward({{string.Join(", ", inputs.Select(input => $"Tensor {input}"))}}, {{name}}State? state = null) =>
                    Forward([{{string.Join(", ", inputs)}}], state);
            """;
    }
}
