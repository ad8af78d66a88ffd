using System.Collections;

namespace Neurons.Networks;

/// <summary>
/// A named layer of a <see cref="Graph"/> and where its input comes from. With an indexer, the other inputs of a layer that has several are
/// fed: <c>new Node("lif", new ExtendedLif(), "current") { ["m"] = ["reward"] }</c>.
/// </summary>
public sealed class Node : IEnumerable<KeyValuePair<string, IReadOnlyList<string>>>
{
    private readonly Dictionary<string, IReadOnlyList<string>> _others = [];

    /// <summary>A node.</summary>
    /// <param name="name">
    /// The name, of letters, digits, <c>_</c>, <c>-</c> and <c>/</c>; its parameters are named after it, such as <c>conv.weight</c>.
    /// </param>
    /// <param name="layer">The layer; it belongs to the network from now on.</param>
    /// <param name="from">
    /// The nodes whose outputs are its (first) input; those of several are summed. None for an <see cref="Input"/>, which the network's
    /// caller feeds. Nodes may be named before they are given. Of a layer with several outputs, <c>node.output</c> is one, such as the
    /// potential of neurons, <c>lif.mem</c>; the node's name alone is the first.
    /// </param>
    /// <exception cref="ArgumentException">The name has other characters.</exception>
    public Node(string name, Layer layer, params string[] from)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(from);
        if (Wrong(name) is { } wrong) throw new ArgumentException($"Node: {wrong}.", nameof(name));
        (Name, Layer, From) = (name, layer, [.. from]);
    }

    internal Node(string name, Layer layer, IEnumerable<(string Input, string[] Sources)> others, string[] from)
        : this(name, layer, from)
    {
        foreach (var (input, sources) in others) _others[input] = sources;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>The nodes whose outputs are summed for its first input.</summary>
    public IReadOnlyList<string> From { get; }

    /// <summary>The nodes whose outputs are summed for another input of the layer, by the input's name.</summary>
    public IReadOnlyList<string> this[string input]
    {
        get => _others[input];
        init => _others[input] = [.. value ?? throw new ArgumentNullException(nameof(value))];
    }

    /// <summary>The other inputs by name, and the nodes that feed them.</summary>
    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator() => _others.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What feeds it, by the name of the input; a name is null where the first input alone is fed.</summary>
    internal IReadOnlyList<(string? Name, IReadOnlyList<string> Sources)> Inputs =>
    [
        .. From.Count == 0 ? [] : new[] { (_others.Count == 0 ? null : FirstInput, From) },
        .. _others.Select(other => ((string?)other.Key, other.Value)),
    ];

    /// <summary>What is wrong with a name; null where nothing is.</summary>
    internal static string? Wrong(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '/')
        ? null : $"name is '{name}'; letters, digits, _, - and / are possible";

    private string FirstInput => Layer is IManyInputs many ? many.InputNames[0] : "input";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Layer})";
}
