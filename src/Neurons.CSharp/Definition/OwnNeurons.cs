using System.Collections.Concurrent;

namespace Neurons;

/// <summary>The neurons of the user's own that files can name.</summary>
internal static class OwnNeurons
{
    private static readonly ConcurrentDictionary<string, OwnNeuron> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => _byName.Values.Select(own => own.Definition.Name);

    /// <summary>The neuron of a name; null where there is none.</summary>
    public static OwnNeuron? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether a neuron is the one that files name so.</summary>
    public static bool Has(Definition definition) => ReferenceEquals(Find(definition.Name)?.Definition, definition);

    /// <exception cref="ArgumentException">Another neuron has the name.</exception>
    public static void Add(OwnNeuron own)
    {
        var name = own.Definition.Name;
        var isModel = Models.all.Any(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (isModel || !ReferenceEquals(_byName.GetOrAdd(name, own).Definition, own.Definition))
            throw new ArgumentException($"The name {name} is that of another neuron; give yours one of its own.");
    }
}

/// <summary>A neuron of the user's own.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="Layer">
/// Makes a layer of a shape (null for that of its input), of parameters, of a time step (null for its own) and with an output.
/// </param>
internal sealed record OwnNeuron(Definition Definition, Func<int[]?, Dictionary<string, NeuronParameter>, double?, string, NeuronLayer> Layer);
