namespace Neurons.Generate;

/// <summary>Writes the C# of one model: its options, its states and its layer.</summary>
internal static class LayerSource
{
    public static string Of(ModelEntry entry)
    {
        var lines = new List<string>
        {
            "// Generated from the model; tools/Neurons.Generate writes it anew.",
            "using System.Numerics;",
            "using System.Numerics.Tensors;",
            "",
            "namespace Neurons;",
            "",
        };
        lines.AddRange(Options(entry));
        lines.Add("");
        lines.AddRange(State(entry.Definition));
        lines.Add("");
        lines.AddRange(Layer(entry.Definition, Inputs(entry)));
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Options(ModelEntry entry)
    {
        var model = entry.Definition;
        foreach (var line in CSharpText.Summary($"The options of {CSharpText.Article(model.Name)} layer. Source: {model.Source}.", ""))
            yield return line;
        yield return $"public sealed record {model.Name}Options : NeuronOptions";
        yield return "{";
        for (var p = 0; p < model.ParameterNames.Length; p++)
        {
            var info = model.ParameterInfo[p];
            var unit = info.Unit == "" ? "" : $" In {info.Unit}.";
            foreach (var line in CSharpText.Summary(
                $"{CSharpText.Sentence(info.Meaning)}{unit} Allowed: {info.Range}. Default {CSharpText.Number(info.Value)}.".Trim(), "    "))
                yield return line;
            yield return $"    public NeuronParameter {model.ParameterNames[p]} {{ get; init; }} = {CSharpText.Number(info.Value)};";
            yield return "";
        }

        foreach (var option in entry.Options)
        {
            var meaning = CSharpText.Sentence(CoreDocumentation.OfOption(model.Name, option.Name, option.Type));
            foreach (var line in CSharpText.Summary($"{meaning} Default {option.Default}.".Trim(), "    ")) yield return line;
            var initial = Literal(option, option.Default);
            yield return $"    public {CSharpText.TypeName(option.Type)} {option.Name} {{ get; init; "
                + $"}}{(initial == "false" ? "" : $" = {initial};")}";
            yield return "";
        }

        foreach (var preset in entry.Presets.Keys)
        {
            foreach (var line in Preset(entry, preset)) yield return line;
            yield return "";
        }

        yield return $"    internal override string Model => \"{model.Name}\";";
        yield return "";
        foreach (var line in NameArray("internal override NeuronParameter[] ParameterValues", model.ParameterNames)) yield return line;
        yield return "";
        foreach (var line in NameArray("internal override object[] OptionValues", entry.Options.Select(option => option.Name))) yield return line;
        yield return "}";
    }

    /// <summary>A preset as the values that differ from the defaults.</summary>
    private static IEnumerable<string> Preset(ModelEntry entry, string name)
    {
        var model = entry.Definition;
        var parameters = entry.Parameters(name);
        var chosen = entry.Create(name, new Dictionary<string, string>()).Definition.Options.ToDictionary(o => o.Item1, o => o.Item2);
        var info = entry.PresetInfo.Single(preset => preset.Name == name);
        foreach (var line in CSharpText.Summary($"The preset {name}: {info.Source}. Time in {info.TimeUnit(model)}.", "    ")) yield return line;
        var values = new List<string>();
        for (var p = 0; p < parameters.Length; p++)
        {
            var value = ((ParameterValue.Shared)parameters[p]).Item;
            if (!value.Equals(model.ParameterInfo[p].Value)) values.Add($"        {model.ParameterNames[p]} = {CSharpText.Number(value)},");
        }

        foreach (var option in entry.Options.Where(option => chosen[option.Name] != option.Default))
            values.Add($"        {option.Name} = {Literal(option, chosen[option.Name])},");

        var property = $"    public static {entry.Name}Options {PresetProperty(entry, name)} {{ get; }} = new()";
        string[] lines = values.Count == 0 ? [property + ";"] : [property, "    {", .. values, "    };"];
        foreach (var line in lines) yield return line;
    }

    /// <summary>The preset's name; "Preset" is added where a parameter or an option has it already.</summary>
    private static string PresetProperty(ModelEntry entry, string name)
    {
        var property = CSharpText.Pascal(name);
        var taken = entry.Definition.ParameterNames.Concat(entry.Options.Select(option => option.Name));
        return taken.Contains(property) ? property + "Preset" : property;
    }

    /// <summary>An array of names, a line each where they do not fit one.</summary>
    private static IEnumerable<string> NameArray(string member, IEnumerable<string> names)
    {
        var line = $"    {member} => [{string.Join(", ", names)}];";
        return line.Length <= 120
            ? [line]
            : [$"    {member} =>", "    [", .. names.Select(name => $"        {name},"), "    ];"];
    }

    private static IEnumerable<string> State(Definition model)
    {
        var type = $"{model.Name}State<T>";
        foreach (var line in CSharpText.Summary($"The states of {CSharpText.Article(model.Name)} layer.", "")) yield return line;
        yield return "/// <typeparam name=\"T\">float or double.</typeparam>";
        yield return $"public sealed class {type} : NeuronState<T>";
        yield return "    where T : unmanaged, IBinaryFloatingPointIeee754<T>";
        yield return "{";
        yield return $"    internal {model.Name}State(StateLayout layout, StateValues<T> values) : base(layout, values)";
        yield return "    {";
        yield return "    }";
        for (var s = 0; s < model.StateNames.Length; s++)
        {
            var info = model.StateInfo[s];
            var unit = info.Unit == "" ? "" : $", in {info.Unit}";
            yield return "";
            foreach (var line in CSharpText.Summary($"{CSharpText.Sentence(info.Meaning).TrimEnd('.')}{unit}: [batch…, features…].", "    "))
                yield return line;
            yield return $"    public Tensor<T> {model.StateNames[s]} => Values.Values[{s}];";
        }

        (string Signature, string Call)[] members =
        [
            ("this[int sample]", "base[sample]"),
            ("Detach()", "base.Detach()"),
            ("With(string name, Tensor<T> values)", "base.With(name, values)"),
            ("Concat(params NeuronState<T>[] others)", "base.Concat(others)"),
        ];
        foreach (var (signature, call) in members)
        {
            yield return "";
            yield return "    /// <inheritdoc/>";
            yield return $"    public override {type} {signature} => ({type}){call};";
        }

        yield return "";
        yield return $"    internal override {type} Rebuild(StateValues<T> values) => new(Layout, values);";
        yield return "}";
    }

    private static IEnumerable<string> Layer(Definition model, string[] inputs)
    {
        var name = model.Name;
        foreach (var line in CSharpText.Summary($"A layer: {model.Summary}. Source: {model.Source}.", "")) yield return line;
        yield return $"public sealed class {name} : NeuronLayer<{name}State<float>, {name}State<double>>";
        yield return "{";
        yield return "    /// <summary>A layer of so many features.</summary>";
        yield return "    /// <param name=\"features\">The number of neurons of a sample.</param>";
        yield return "    /// <param name=\"options\">Parameters and options; null for the defaults.</param>";
        yield return "    /// <exception cref=\"ArgumentException\">Something of the options is not allowed; "
            + "the message tells all of it.</exception>";
        yield return $"    public {name}(int features, {name}Options? options = null) : this([features], options)";
        yield return "    {";
        yield return "    }";
        yield return "";
        yield return "    /// <summary>A layer whose samples have this shape.</summary>";
        yield return "    /// <param name=\"shape\">[features…].</param>";
        yield return "    /// <param name=\"options\">Parameters and options; null for the defaults.</param>";
        yield return "    /// <exception cref=\"ArgumentException\">Something of the options is not allowed; "
            + "the message tells all of it.</exception>";
        yield return $"    public {name}(int[] shape, {name}Options? options = null) : base(shape, options ??= new()) => Options = options;";
        yield return "";
        yield return "    /// <summary>A layer that takes the shape of its input when it becomes part of a network.</summary>";
        yield return "    /// <param name=\"options\">Parameters and options; null for the defaults.</param>";
        yield return "    /// <exception cref=\"ArgumentException\">Something of the options is not allowed; "
            + "the message tells all of it.</exception>";
        yield return $"    public {name}({name}Options? options = null) : base(null, options ??= new()) => Options = options;";
        yield return "";
        yield return "    /// <summary>The options it was made from. What was learned since is in its parameters.</summary>";
        yield return $"    public {name}Options Options {{ get; }}";
        yield return "";
        yield return "    /// <inheritdoc/>";
        yield return $"    public new {name}State<T> Initial<T>(int batch, ulong seed = 0, uint stream = 0)";
        yield return "        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>";
        yield return $"        ({name}State<T>)base.Initial<T>(batch, seed, stream);";
        if (inputs.Length > 1)
        {
            foreach (var element in (string[])["float", "double"])
            {
                foreach (var line in MoreInputs(model, inputs, element)) yield return line;
            }
        }

        yield return "";
        yield return $"    internal override NeuronState<T> Wrap<T>(StateValues<T> values) => new {name}State<T>(StateLayout, values);";
        yield return "}";
    }

    /// <summary>The calls with every input of a model that has several.</summary>
    private static IEnumerable<string> MoreInputs(Definition model, string[] inputs, string element)
    {
        var others = inputs.Skip(1).Select(name => (Name: name, Argument: CSharpText.Camel(name))).ToArray();
        var arguments = string.Concat(others.Select(other => $", NeuronInput<{element}> {other.Argument}"));
        var input = "input" + string.Concat(others.Select(other => $".And(\"{other.Name}\", {other.Argument})"));
        var state = $"{model.Name}State<{element}>";
        (string Method, string Returns, string Optional, string Passed)[] methods =
        [
            ("Step", $"(Tensor<{element}> Output, {state} State)", "", ""),
            ("Integral", $"(Tensor<{element}> Output, {state} State)", $", NeuronBuffers<{element}>? into = null", ", into"),
            ("SpikeCounts", $"(Tensor<{element}> Counts, {state} State)", "", ""),
            ("Pullback", $"NeuronLayerPullback<{element}, {state}>", "", ""),
        ];
        foreach (var (method, returns, optional, passed) in methods)
        {
            yield return "";
            yield return $"    /// <summary>As the overload without {string.Join(" and ", others.Select(other => other.Name))}, "
                + "with the further input of the model.</summary>";
            yield return $"    public {returns} {method}(";
            yield return $"        NeuronInput<{element}> input{arguments}, {state}? state = null{optional}) =>";
            yield return $"        {method}({input}, state{passed});";
        }
    }

    private static string Literal(OptionInfo option, string text) =>
        option.Kind switch
        {
            { IsNumberOption: true } => text,
            { IsFlagOption: true } => text,
            { IsSurrogateOption: true } => SurrogateSource.Literal(Surrogates.parse(text)),
            // A case, or a static property of that name.
            _ => $"{CSharpText.TypeName(option.Type)}.{option.Type.GetProperties().Single(p => p.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Name}",
        };

    /// <summary>Every input that the model has under any of its options.</summary>
    public static string[] Inputs(ModelEntry entry)
    {
        var choices =
            from option in entry.Options
            from value in option.Kind switch
            {
                { IsFlagOption: true } => ["true", "false"],
                OptionKind.ChoiceOption choice => choice.Item,
                _ => [],
            }
            select entry.Create(new Dictionary<string, string> { [option.Name] = value }).Definition.InputNames;
        return choices.Append(entry.Definition.InputNames).MaxBy(names => names.Length)!;
    }
}
