using System.Collections.Immutable;
using System.Globalization;

namespace Neurons;

/// <summary>What states of neurons begin with, by their names, where it is not what the model says. Two with the same numbers are equal.</summary>
public sealed class InitialStates : IEquatable<InitialStates>
{
    private readonly ImmutableSortedDictionary<string, double> _values;

    private InitialStates(ImmutableSortedDictionary<string, double> values) => _values = values;

    /// <summary>All states begin as the model says.</summary>
    public static InitialStates OfTheModel { get; } = new(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>The numbers by the names of the states.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    /// <summary>The same, but for one state.</summary>
    /// <param name="state">The name of the state, such as <c>V</c>.</param>
    /// <param name="value">What it begins with, for all neurons; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public InitialStates With(string state, double value)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new(_values.SetItem(state, Require.Finite("Initial state", state, value)));
    }

    /// <inheritdoc/>
    public bool Equals(InitialStates? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as InitialStates);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(0, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", _values.Select(pair => $"{pair.Key} = {pair.Value.ToString("R", CultureInfo.InvariantCulture)}"));
}

/// <summary>Options with other initial states.</summary>
public static class InitialStatesOfOptions
{
    /// <summary>The options with neurons whose state of a name begins with a number, also in networks; it is written to files.</summary>
    /// <param name="options">The options.</param>
    /// <param name="state">The name of the state, such as <c>V</c>; the layer refuses one that the model does not have.</param>
    /// <param name="value">What it begins with, for all neurons; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public static T WithInitial<T>(this T options, string state, double value)
        where T : NeuronOptions
    {
        ArgumentNullException.ThrowIfNull(options);
        NeuronOptions all = options;
        return (T)(all with { InitialStates = all.InitialStates.With(state, value) });
    }
}
