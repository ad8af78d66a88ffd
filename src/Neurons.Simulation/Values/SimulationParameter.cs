namespace Neurons.Simulation;

/// <summary>
/// Numbers for many things, such as the weights of synapses: one for all, one for each, or drawn. A number, an array and a
/// <see cref="Distribution"/> convert to it.
/// </summary>
public readonly struct SimulationParameter
{
    private readonly double _number;
    private readonly double[]? _each;
    private readonly Distribution? _distribution;

    private SimulationParameter(double number, double[]? each, Distribution? distribution) =>
        (_number, _each, _distribution) = (number, each, distribution);

    internal bool IsShared => _each is null && _distribution is null;

    internal double Number => _number;

    /// <summary>One for all.</summary>
    public static implicit operator SimulationParameter(double number) => new(number, null, null);

    /// <summary>One for each, in order. The array is not copied.</summary>
    public static implicit operator SimulationParameter(double[] each)
    {
        ArgumentNullException.ThrowIfNull(each);
        return new(0, each, null);
    }

    /// <summary>Drawn, one for each.</summary>
    public static implicit operator SimulationParameter(Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return new(0, null, distribution);
    }

    /// <summary>For people.</summary>
    public override string ToString() => _distribution?.ToString() ?? (_each is null ? $"{_number}" : $"{_each.Length} numbers");

    /// <summary>Refuses an array of another length, and numbers that are not allowed.</summary>
    internal SimulationParameter Checked(string owner, string name, long count, Func<double, bool> isAllowed, string allowed)
    {
        if (_each is not null && _each.Length != count)
            throw new ArgumentException($"{owner}: {name} has {_each.Length} numbers; it must have one, or {count}.", name);
        if (IsShared) Require.That(isAllowed(_number), owner, name, _number, allowed);
        for (var i = 0; i < (_each?.Length ?? 0); i++)
        {
            if (!isAllowed(_each![i]))
                throw new ArgumentOutOfRangeException(name, _each[i], $"{owner}: {name} is {_each[i]} at {i}; it must be {allowed}.");
        }
        return this;
    }

    /// <summary>
    /// The numbers from one on: of `order`, which says whose they are, where there is one. The random numbers are those that come next.
    /// </summary>
    internal void Fill(Span<double> values, int first, ReadOnlySpan<int> order, RandomStream random)
    {
        if (IsShared) values.Fill(_number);
        else if (_distribution is not null) _distribution.Fill(random, values);
        else if (order.IsEmpty) _each.AsSpan(first, values.Length).CopyTo(values);
        else
        {
            for (var i = 0; i < values.Length; i++) values[i] = _each![order[i]];
        }
    }

    /// <summary>One for each of so many.</summary>
    internal double[] ToArray(int count, ulong seed, uint stream)
    {
        var values = new double[count];
        Fill(values, 0, [], new RandomStream(seed, stream));
        return values;
    }
}
