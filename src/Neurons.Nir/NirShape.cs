using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Neurons.Nir;

/// <summary>
/// A shape: the length of each axis, none for a scalar. A shape of a signal has neither a time nor a batch axis. Two are equal if their
/// lengths are; written as <c>[2, 28, 28]</c>, in code and in messages.
/// </summary>
[CollectionBuilder(typeof(NirShape), nameof(Create))]
public readonly struct NirShape : IEquatable<NirShape>, IReadOnlyList<long>
{
    private readonly ImmutableArray<long> _lengths;

    private NirShape(ImmutableArray<long> lengths) => _lengths = lengths;

    /// <summary>The lengths of the axes, the outermost first.</summary>
    public ReadOnlySpan<long> Lengths => _lengths.IsDefault ? [] : _lengths.AsSpan();

    /// <summary>The number of axes; 0 for a scalar.</summary>
    public int Count => _lengths.IsDefault ? 0 : _lengths.Length;

    /// <summary>The length of an axis.</summary>
    /// <param name="axis">The axis, from 0.</param>
    public long this[int axis] => Lengths[axis];

    /// <summary>A shape of these lengths.</summary>
    /// <param name="lengths">The lengths of the axes, each ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public static NirShape Create(ReadOnlySpan<long> lengths)
    {
        foreach (var length in lengths)
            if (length < 0) throw new ArgumentOutOfRangeException(nameof(lengths), $"A length of a shape is {length}; it must be ≥ 0.");
        return new([.. lengths]);
    }

    /// <summary>Whether two shapes are the same.</summary>
    public static bool operator ==(NirShape left, NirShape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(NirShape left, NirShape right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(NirShape other) => Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NirShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var length in Lengths) hash.Add(length);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)(_lengths.IsDefault ? [] : _lengths)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The product of the lengths, or null where it is no <see cref="long"/>.</summary>
    internal long? Elements()
    {
        var product = 1L;
        var isEmpty = false;
        foreach (var length in Lengths)
        {
            isEmpty |= length == 0;
            if (length == 0) continue;
            if (product > long.MaxValue / length) return null;
            product *= length;
        }

        return isEmpty ? 0 : product;
    }
}
