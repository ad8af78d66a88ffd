using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>
/// A recorded case bound to a model of this library: its names are the source library's, which this maps to the model's.
/// An option that the model does not have is left out: where it matters, the recorded numbers tell.
/// </summary>
internal sealed class BoundCase
{
    /// <summary>The flag of a recording that is of the model's current encoder.</summary>
    public const string Encoder = "encoder";

    /// <summary>Options that give a model another input, and the name of that.</summary>
    private static readonly Dictionary<string, string> SecondInputs = new()
    {
        ["Current"] = "current",
        ["ConductInput"] = "conduct",
        ["Potential"] = "potential",
    };

    /// <summary>Options that say what kind of recording it is, not how the model works.</summary>
    private static readonly string[] Remarks = [Encoder, "recurrent", "readout", "parameter_gradients"];

    /// <summary>Names, simplified, that mean the same in different libraries.</summary>
    private static readonly string[][] Synonyms =
    [
        ["vth", "threshold", "vthreshold", "vthresh", "baselinethreshold"],
        ["use", "u"],
    ];

    private BoundCase(GoldenCase golden, Dynamics dynamics, Func<string, string?> source)
    {
        Dynamics = dynamics;
        var definition = dynamics.Definition;
        ParameterNames = [.. definition.ParameterNames.Select(name => source(name) ?? Find(golden.Parameters.Keys, name))];
        StateNames = [.. definition.StateNames.Select(name => Find(golden.States.Keys, name) ?? name)];
        Parameters = [.. ParameterNames.Select((name, p) => name is null
            ? ParameterValue.NewShared(definition.ParameterInfo[p].Value)
            : Value(golden.Parameters[name]))];
        Golden = WithAllStates(golden);
    }

    public GoldenCase Golden { get; }

    public Dynamics Dynamics { get; }

    /// <summary>For each of the model's inputs its numbers, [T, N].</summary>
    public double[][] Inputs => [.. Dynamics.Definition.InputNames.Select((name, i) =>
        Block(i) is >= 0 and var block ? Columns(block)
            : Golden.Weights.TryGetValue(name, out var rows) ? Spread(rows)
            : new double[Golden.Steps * Golden.Neurons])];

    public ParameterValue[] Parameters { get; }

    /// <summary>The recorded name of each of the model's parameters, which several may share; null where the recording does not have it.</summary>
    public string?[] ParameterNames { get; }

    /// <summary>The recorded name of each of the model's states.</summary>
    public string[] StateNames { get; }

    /// <summary>The recorded parameters that the model does not have, but for those that did not matter: their gradients are 0.</summary>
    public IEnumerable<string> UnknownParameters => Golden.Parameters.Keys.Except(ParameterNames.OfType<string>()).Where(name =>
        !(Golden.ParameterGradients.TryGetValue(name, out var gradient) && gradient.Values.All(value => value == 0)));

    /// <summary>The model of a recording, or null and why it cannot be replayed yet.</summary>
    public static ModelEntry? Model(string recorded, bool isEncoder, out string reason)
    {
        var name = RecordedName.Of(recorded + (isEncoder ? "Encoder" : "")).Model;
        var entry = Models.all.Concat(Models.synapses).FirstOrDefault(entry => Simplified(entry.Name) == Simplified(name));
        reason = entry is null ? $"model {name} is not built yet" : "";
        return entry;
    }

    /// <summary>The case with its model, or null and why it cannot be replayed yet.</summary>
    public static BoundCase? Create(GoldenCase golden, out string reason)
    {
        if (Model(golden.Model, golden.HasOption(Encoder), out reason) is not { } entry)
        {
            return null;
        }

        var translated = SpikingJelly.Translate(golden);
        return new(
            LastSpike.Translate(translated, entry.Definition),
            entry.Create(RecordedName.Of(golden.Model + (golden.HasOption(Encoder) ? "Encoder" : "")).Preset, Options(translated, entry)),
            parameter => SpikingJelly.Source(golden, parameter));
    }

    /// <summary>A state that the recording does not have starts at the model's initial value, and is not compared.</summary>
    private GoldenCase WithAllStates(GoldenCase golden)
    {
        var initial = new Dictionary<string, double[]>(golden.InitialState);
        var upstream = new Dictionary<string, double[]>(golden.UpstreamFinalState);
        var start = Dynamics.Initial<double>(Parameters, [golden.Neurons], 0, 0);
        for (var s = 0; s < StateNames.Length; s++)
        {
            initial.TryAdd(StateNames[s], Arrays.Flat(start.Values[s]));
            upstream.TryAdd(StateNames[s], new double[golden.Neurons]);
        }

        return golden with { InitialState = initial, UpstreamFinalState = upstream };
    }

    /// <summary>The case's options that the model has, under the model's names.</summary>
    internal static Dictionary<string, string> Options(GoldenCase golden, ModelEntry entry)
    {
        var options = new Dictionary<string, string>();
        foreach (var option in entry.Options)
        {
            if (option.Name == "Dt")
            {
                options[option.Name] = golden.Dt.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (SecondInputs.TryGetValue(option.Name, out var second))
            {
                options[option.Name] = golden.InputNames.Contains(second) || golden.Weights.ContainsKey(second) ? "true" : "false";
            }
            else if (Find(golden.Options.Keys.Except(Remarks), option.Name) is { } name)
            {
                options[option.Name] = option.Kind.IsSurrogateOption ? Surrogate(golden.Options[name]) : golden.Options[name];
            }
        }

        return options;
    }

    /// <summary>A surrogate under its own numbers' names; those of the libraries differ, the order is the same.</summary>
    private static string Surrogate(string text)
    {
        if (!text.Contains('(', StringComparison.Ordinal))
        {
            return text;
        }

        var name = text[..text.IndexOf('(', StringComparison.Ordinal)];
        if (Surrogates.all.FirstOrDefault(info => Simplified(info.Name) == Simplified(name)) is not { } info)
        {
            return text;
        }

        var values = text[(name.Length + 1)..^1]
            .Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(number => number[(number.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        return $"{name}({string.Join(", ", info.Numbers.Zip(values, (number, value) => $"{number.Item1}={value}"))})";
    }

    /// <summary>The recorded block of columns that is an input of the model, by its name; −1 where it is not recorded as one.</summary>
    private int Block(int input)
    {
        var names = Golden.InputNames;
        var named = Array.FindIndex(names, name => Simplified(name) == Simplified(Dynamics.Definition.InputNames[input]));
        return named >= 0 ? named : names is [""] && input == 0 ? 0 : -1;
    }

    private double[] Columns(int block)
    {
        var columns = new double[Golden.Steps * Golden.Neurons];
        for (var t = 0; t < Golden.Steps; t++)
        {
            Golden.Input.AsSpan(t * Golden.Inputs + block * Golden.Neurons, Golden.Neurons).CopyTo(columns.AsSpan(t * Golden.Neurons));
        }

        return columns;
    }

    /// <summary>What is recorded for each step, or for each step and neuron, for each of both.</summary>
    private double[] Spread(double[] rows) => rows.Length == Golden.Steps * Golden.Neurons
        ? rows
        : [.. Enumerable.Range(0, Golden.Steps * Golden.Neurons).Select(i => rows[i / Golden.Neurons])];

    /// <summary>
    /// The gradients of the model's inputs as the recording has them: of its blocks of columns, and of what it keeps with the weights.
    /// </summary>
    public (double[] Input, Dictionary<string, double[]> Weights) InputGradients(double[][] gradients)
    {
        var input = new double[Golden.Steps * Golden.Inputs];
        var weights = new Dictionary<string, double[]>();
        for (var i = 0; i < gradients.Length; i++)
        {
            var name = Dynamics.Definition.InputNames[i];
            if (Block(i) is >= 0 and var block)
            {
                for (var t = 0; t < Golden.Steps; t++)
                {
                    gradients[i].AsSpan(t * Golden.Neurons, Golden.Neurons).CopyTo(input.AsSpan(t * Golden.Inputs + block * Golden.Neurons));
                }
            }
            else if (Golden.Weights.TryGetValue(name, out var rows))
            {
                weights[name] = rows.Length == gradients[i].Length ? gradients[i] : [.. gradients[i].Chunk(Golden.Neurons).Select(row => row.Sum())];
            }
        }

        return (input, weights);
    }

    internal static ParameterValue Value(GoldenValue value) => value.IsShared
        ? ParameterValue.NewShared(value.Values[0])
        : ParameterValue.NewPerNeuron(Tensor.Create(value.Values, [value.Values.Length]));

    /// <summary>The name that means the same as <paramref name="wanted"/>.</summary>
    internal static string? Find(IEnumerable<string> names, string wanted)
    {
        var key = Simplified(wanted);
        var same = Synonyms.FirstOrDefault(group => group.Contains(key)) ?? [key];
        return names.FirstOrDefault(name => Simplified(name) == key) ?? names.FirstOrDefault(name => same.Contains(Simplified(name)));
    }

    private static string Simplified(string name) => DefinitionModule.simplified(name);
}
