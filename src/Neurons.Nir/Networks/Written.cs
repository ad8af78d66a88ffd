using Neurons.Networks;

namespace Neurons.Nir;

/// <summary>Neurons as a NIR graph is made of them: their options, and their parameters, one number for each neuron.</summary>
internal sealed class Written(string name, NeuronLayer layer)
{
    private readonly NirShape _shape = NirShape.Create(System.Array.ConvertAll(layer.Shape.ToArray(), length => (long)length));

    public string Name => name;

    /// <summary>The name of the model.</summary>
    public string Model => layer.Model.Name;

    /// <summary>What the layer gives in the network.</summary>
    public string Gives => layer.Output;

    /// <summary>The time step in seconds; null where a step is the unit of time.</summary>
    public double? Dt => layer.Model.TimeUnit switch { "s" => layer.Model.Dt, "ms" => layer.Model.Dt / 1000, _ => null };

    public double[] Ones => [.. Enumerable.Repeat(1.0, layer.Features)];

    public double[] Zeros => new double[layer.Features];

    public bool HasSynapse => layer.Model.StateNames.Length > 1;

    /// <summary>A parameter, for each neuron.</summary>
    public double[] this[string parameter]
    {
        get
        {
            var own = layer.Parameter(parameter);
            var values = own.ToArray();
            var each = layer.Features / values.Length;
            return own.IsPerChannel ? [.. Enumerable.Range(0, layer.Features).Select(i => values[i / each])]
                : [.. Enumerable.Range(0, layer.Features).Select(i => values[i % values.Length])];
        }
    }

    public double[] Inverse(string parameter) => [.. this[parameter].Select(value => 1 / value)];

    /// <summary>1 / (1 − decay), the time constant in steps.</summary>
    public double[] Leaks(string decay) => [.. this[decay].Select(value =>
        value < 1 ? 1 / (1 - value) : throw Refused($"{decay} is {value} for a neuron; NIR has leaks with a time constant"))];

    /// <summary>An option as text; null where there is none of the name.</summary>
    public string? Option(string option)
    {
        foreach (var (known, value) in layer.Model.Options)
            if (known == option) return value;
        return null;
    }

    /// <summary>Refuses an option other than the one that NIR can express.</summary>
    public void Only(string option, string value, string why)
    {
        if (Option(option) is { } given && given != value) throw Refused($"{option} is {given}; {why}, so it must be {value}");
    }

    public NotSupportedException Refused(string why) => new($"node '{name}': {layer.Model.Name}: {why}");

    /// <summary>A node that begins with the potential of the neurons, which its metadata say where it is not 0.</summary>
    public NirNode Started(NirNode node, List<NirNote> notes)
    {
        var states = layer.Initial<double>(1);
        foreach (var state in states.Names)
        {
            var values = states[state].ToArray();
            if (!values.AsSpan().ContainsAnyExcept(0.0)) continue;
            if (state is "V" or "Mem") node = node with { Metadata = node.Metadata.With(NeuronMaker.Start, Array(values)) };
            else notes.Add(new(name, NirNoteKind.Deviation, $"{state} begins with {values[0]}; a current of NIR begins with 0"));
        }

        return node;
    }

    /// <summary>A graph of nodes in the place of the neurons, with an Input and an Output of their shape.</summary>
    public NirGraph Graph(IEnumerable<(string Name, NirNode Node)> nodes, IEnumerable<NirEdge> edges) => new(
        [(FlatGraph.Input, new NirInput(_shape)), .. nodes, (FlatGraph.Output, new NirOutput(_shape))], edges);

    /// <summary>Numbers in the shape of the neurons: float32 where they are, float64 else.</summary>
    public NirArray Array(double[] values) => System.Array.TrueForAll(values, value => (float)value == value)
        ? NirArray.From<float>(System.Array.ConvertAll(values, value => (float)value), _shape)
        : NirArray.From<double>(values, _shape);
}
