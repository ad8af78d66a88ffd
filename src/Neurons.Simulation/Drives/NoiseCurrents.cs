namespace Neurons.Simulation;

/// <summary>White noise: at every step, each neuron has a normal number of its own.</summary>
public sealed record WhiteNoiseCurrent : Current
{
    /// <summary>A normal number for each neuron and step.</summary>
    /// <param name="mean">The mean; finite.</param>
    /// <param name="deviation">The standard deviation of the number of a step; ≥ 0. That of an intensity σ is σ/√dt.</param>
    public WhiteNoiseCurrent(double mean, double deviation)
    {
        Mean = Require.Finite(nameof(WhiteNoiseCurrent), nameof(mean), mean);
        Deviation = Require.NotNegative(nameof(WhiteNoiseCurrent), nameof(deviation), deviation);
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override void Fill(in CurrentStep at, Span<double> values, Span<double> state)
    {
        NormalNumbers.Fill(at, values);
        foreach (ref var value in values) value = Mean + Deviation * value;
    }
}

/// <summary>
/// Noise of Ornstein and Uhlenbeck, which forgets itself with a time constant; each neuron has its own. It is exact at any time step and begins in
/// its stationary distribution.
/// </summary>
public sealed record OrnsteinUhlenbeckCurrent : Current
{
    /// <summary>τ dI = (mean − I) dt + σ √(2τ) dW, with the stationary standard deviation σ.</summary>
    /// <param name="mean">The mean; finite.</param>
    /// <param name="deviation">The standard deviation; ≥ 0.</param>
    /// <param name="tau">The time constant in ms; > 0.</param>
    public OrnsteinUhlenbeckCurrent(double mean, double deviation, double tau)
    {
        Mean = Require.Finite(nameof(OrnsteinUhlenbeckCurrent), nameof(mean), mean);
        Deviation = Require.NotNegative(nameof(OrnsteinUhlenbeckCurrent), nameof(deviation), deviation);
        Tau = Require.Positive(nameof(OrnsteinUhlenbeckCurrent), nameof(tau), tau);
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation.</summary>
    public double Deviation { get; }

    /// <summary>The time constant in ms.</summary>
    public double Tau { get; }

    /// <inheritdoc/>
    public override bool HasState => true;

    /// <inheritdoc/>
    public override void Fill(in CurrentStep at, Span<double> values, Span<double> state)
    {
        NormalNumbers.Fill(at, values);
        var kept = Math.Exp(-at.Dt / Tau);
        var fresh = Deviation * Math.Sqrt(-double.ExpM1(-2 * at.Dt / Tau));
        for (var n = 0; n < values.Length; n++)
        {
            state[n] = double.IsNaN(state[n]) ? Deviation * values[n] : kept * state[n] + fresh * values[n];
            values[n] = Mean + state[n];
        }
    }
}

/// <summary>A current that was recorded: one number a step, for all neurons or for each. After its last step it is 0.</summary>
public sealed record RecordedCurrent : Current
{
    private readonly double[] _values;
    private readonly int _neurons;

    /// <summary>The same for all neurons.</summary>
    /// <param name="values">A number a step; finite.</param>
    public RecordedCurrent(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values) Require.Finite(nameof(RecordedCurrent), nameof(values), value);
        (_values, _neurons) = ((double[])values.Clone(), 0);
    }

    /// <summary>One for each neuron: a tensor such as that of an <c>.npy</c> file (<see cref="IO.Npy"/>).</summary>
    /// <param name="values">[steps, neurons], or [steps] for all neurons; finite.</param>
    public RecordedCurrent(System.Numerics.Tensors.Tensor<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Require.That(values.Rank is 1 or 2, nameof(RecordedCurrent), "rank of values", values.Rank, "1, [steps], or 2, [steps, neurons]");
        _values = new double[values.FlattenedLength];
        values.FlattenTo(_values);
        foreach (var value in _values) Require.Finite(nameof(RecordedCurrent), nameof(values), value);
        _neurons = values.Rank == 2 ? (int)values.Lengths[1] : 0;
    }

    /// <inheritdoc/>
    public override bool IsShared => _neurons == 0;

    /// <inheritdoc/>
    public override void Check(int neurons, double dt)
    {
        if (!IsShared && _neurons != neurons)
            throw new ArgumentException($"{nameof(RecordedCurrent)}: it is of {_neurons} neurons; there are {neurons}.");
    }

    /// <inheritdoc/>
    public override void Fill(in CurrentStep at, Span<double> values, Span<double> state)
    {
        var width = Math.Max(1, _neurons);
        if (at.Step >= _values.Length / width) values.Clear();
        else if (IsShared) values.Fill(_values[at.Step]);
        else _values.AsSpan((int)(at.Step * width) + at.Start, values.Length).CopyTo(values);
    }
}

/// <summary>Normal numbers of neurons at a step, by the method of Box and Muller.</summary>
internal static class NormalNumbers
{
    public static void Fill(in CurrentStep at, Span<double> values)
    {
        Span<double> first = stackalloc double[64], second = stackalloc double[64];
        for (var from = 0; from < values.Length; from += first.Length)
        {
            var count = Math.Min(first.Length, values.Length - from);
            Philox.FillUniform(first[..count], second[..count], at.Seed, at.Stream, (uint)(at.Start + from), (uint)at.Step, 0);
            for (var i = 0; i < count; i++)
                values[from + i] = Math.Sqrt(-2 * Math.Log(1 - first[i])) * Math.Cos(2 * Math.PI * second[i]);
        }
    }
}
