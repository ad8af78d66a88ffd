using System.Collections.Immutable;

namespace Neurons.Nir;

/// <summary>
/// What a node or a graph has beside its parameters: values by name, and groups of such. It never changes; two are equal if their values and
/// groups are, in whatever order. NIR gives no meaning to any of it.
/// </summary>
public sealed class NirMetadata : IEquatable<NirMetadata>
{
    private readonly ImmutableDictionary<string, NirArray> _values;
    private readonly ImmutableDictionary<string, NirMetadata> _groups;

    private NirMetadata(ImmutableDictionary<string, NirArray> values, ImmutableDictionary<string, NirMetadata> groups) =>
        (_values, _groups) = (values, groups);

    /// <summary>No metadata.</summary>
    public static NirMetadata Empty { get; } = new(
        ImmutableDictionary.Create<string, NirArray>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, NirMetadata>(StringComparer.Ordinal));

    /// <summary>Whether there is neither a value nor a group.</summary>
    public bool IsEmpty => _values.IsEmpty && _groups.IsEmpty;

    /// <summary>The values, by name.</summary>
    public IReadOnlyDictionary<string, NirArray> Values => _values;

    /// <summary>The groups, by name: dictionaries within the dictionary.</summary>
    public IReadOnlyDictionary<string, NirMetadata> Groups => _groups;

    /// <summary>This and one value more, in the place of what had the name.</summary>
    /// <param name="name">The name: not empty, without / and the character 0.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">No file keeps such a name.</exception>
    public NirMetadata With(string name, NirArray value) => new(_values.SetItem(Checked(name), value), _groups.Remove(name));

    /// <summary>This and one group more, in the place of what had the name.</summary>
    /// <param name="name">As of a value.</param>
    /// <param name="group">The group.</param>
    /// <exception cref="ArgumentException">No file keeps such a name.</exception>
    public NirMetadata With(string name, NirMetadata group) => new(_values.Remove(name), _groups.SetItem(Checked(name), group));

    /// <summary>Metadata of many entries, whose names differ.</summary>
    internal static NirMetadata From(IReadOnlyDictionary<string, NirArray> values, IEnumerable<KeyValuePair<string, NirMetadata>> groups)
    {
        var metadata = new NirMetadata(Empty._values.AddRange(values), Empty._groups.AddRange(groups));
        foreach (var name in metadata._values.Keys.Concat(metadata._groups.Keys)) Checked(name);
        return metadata;
    }

    /// <inheritdoc/>
    public bool Equals(NirMetadata? other) => ReferenceEquals(this, other)
        || (other is not null && ByName.AreEqual(_values, other._values) && ByName.AreEqual(_groups, other._groups));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NirMetadata);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ByName.Hash(_values), ByName.Hash(_groups));

    /// <summary>The names.</summary>
    public override string ToString() => IsEmpty ? "none" : string.Join(", ", _values.Keys.Concat(_groups.Keys).Order(StringComparer.Ordinal));

    private static string Checked(string name) => NirText.IsName(name) ? name : throw new ArgumentException(
        $"The name of an entry of metadata is {NirText.Quote(name)}; it must not be empty, '.', or have / or the character 0.", nameof(name));
}

/// <summary>Dictionaries that are equal whatever the order of their names.</summary>
internal static class ByName
{
    public static bool AreEqual<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other)
        where T : class, IEquatable<T> =>
        one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && entry.Value.Equals(value));

    public static int Hash<T>(IReadOnlyDictionary<string, T> dictionary)
        where T : class =>
        dictionary.Aggregate(0, (hash, entry) => hash ^ HashCode.Combine(entry.Key.GetHashCode(StringComparison.Ordinal), entry.Value));
}
