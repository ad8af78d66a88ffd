using System.Globalization;
using System.Numerics.Tensors;

namespace Neurons.Cli.Simulate;

/// <summary>A model with its options and parameters chosen: a preset, and changes written name=value.</summary>
internal sealed class Settings
{
    public Settings(string model, string preset, IEnumerable<string> changes, IEnumerable<string> initial, string? dt)
    {
        var entry = Models.find(model);
        string[] parameters = entry.Definition.ParameterNames;
        string[] names = [.. parameters, .. entry.Options.Select(option => option.Name)];
        var options = new Dictionary<string, string>();
        var values = entry.Parameters(preset).ToArray();
        foreach (var change in changes)
        {
            var (name, value) = NameAndValue("--set", change);
            if (Index(names, name) is not { } index)
            {
                throw new UserError($"{entry.Name} has no parameter or option {name}.{Names.Suggestion(names, name)}");
            }

            if (index < parameters.Length)
            {
                values[index] = Value(entry.Name, parameters[index], value);
            }
            else
            {
                options[names[index]] = value;
            }
        }

        if (dt is not null)
        {
            options["Dt"] = dt;
        }

        Parameters = values;
        Neurons = CountNeurons(entry.Definition, values);
        var states = new Dictionary<string, double>();
        foreach (var change in initial)
        {
            var (name, value) = NameAndValue("--initial", change);
            var start = Number(entry.Name, name, value);
            if (!double.IsFinite(start)) throw new UserError($"{entry.Name}: --initial {name} is {value}; it must be finite.");
            states[entry.Definition.StateNames[DefinitionModule.stateIndex(entry.Definition, name)]] = start;
        }

        var dynamics = entry.Create(preset, options);
        Dynamics = states.Count > 0 ? dynamics.WithInitial(states) : dynamics;
        TimeUnit = entry.PresetInfo.FirstOrDefault(info => info.Name == preset)?.TimeUnit(entry.Definition) ?? entry.Definition.TimeUnit;
    }

    public Dynamics Dynamics { get; }

    public ParameterValue[] Parameters { get; }

    /// <summary>How many neurons there are values for; null where all are shared.</summary>
    public int? Neurons { get; }

    public string TimeUnit { get; }

    private static (string Name, string Value) NameAndValue(string option, string change) =>
        change.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign
            ? (change[..sign].Trim(), change[(sign + 1)..].Trim())
            : throw new UserError($"{option} {change}: write name=value.");

    private static int? Index(string[] names, string name)
    {
        var wanted = DefinitionModule.simplified(name);
        var index = Array.IndexOf(names, name);
        index = index < 0 ? Array.FindIndex(names, one => DefinitionModule.simplified(one) == wanted) : index;
        return index < 0 ? null : index;
    }

    /// <summary>One number for all neurons, or one a neuron, with commas between them.</summary>
    private static ParameterValue Value(string model, string name, string text)
    {
        double[] numbers = [.. text.Split(',').Select(part => Number(model, name, part.Trim()))];
        return numbers.Length == 1
            ? ParameterValue.NewShared(numbers[0])
            : ParameterValue.NewPerNeuron(Tensor.Create(numbers, [numbers.Length]));
    }

    private static int? CountNeurons(Definition model, ParameterValue[] values)
    {
        var perNeuron = values.Zip(model.ParameterNames)
            .Where(one => one.First.IsPerNeuron).Select(one => (Name: one.Second, Count: one.First.ToArray().Length)).ToArray();
        if (perNeuron.Length == 0)
        {
            return null;
        }

        var first = perNeuron[0];
        return Array.Find(perNeuron, one => one.Count != first.Count) is { Name: not null } other
            ? throw new UserError($"{model.Name}: {first.Name} has {first.Count} values, {other.Name} has {other.Count}; give one for each neuron.")
            : first.Count;
    }

    private static double Number(string model, string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new UserError($"{model}: {name} is '{text}'; it must be a number.");
}
