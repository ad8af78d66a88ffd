namespace Neurons.Simulation;

/// <summary>When and where a current is wanted.</summary>
/// <param name="Step">The step, from 0.</param>
/// <param name="Dt">The time step in ms.</param>
/// <param name="Start">The first neuron, counted from the first that the current drives.</param>
/// <param name="Seed">What random numbers follow from.</param>
/// <param name="Stream">Tells apart the random numbers of one seed.</param>
public readonly record struct CurrentStep(long Step, double Dt, int Start, ulong Seed, uint Stream)
{
    /// <summary>The time at which the step begins, in ms.</summary>
    public double Time => Step * Dt;
}

/// <summary>
/// What drives an input at each step, in the unit of the input. A number and an array, one a neuron, convert to a constant one. One's own says what
/// it is at a step.
/// </summary>
public abstract record Current
{
    /// <summary>Whether it is the same at every step.</summary>
    public virtual bool IsConstant => false;

    /// <summary>Whether it is the same for all neurons.</summary>
    public virtual bool IsShared => false;

    /// <summary>Whether it needs a number of its own for each neuron, kept from step to step; it begins as NaN.</summary>
    public virtual bool HasState => false;

    /// <summary>Refuses neurons that it is not made for.</summary>
    /// <param name="neurons">How many there are.</param>
    /// <param name="dt">The time step in ms.</param>
    public virtual void Check(int neurons, double dt)
    {
    }

    /// <summary>Writes the current of some neurons at a step; of one number, where it is shared. Several threads ask at once.</summary>
    /// <param name="at">The step and the first neuron.</param>
    /// <param name="values">A number for each neuron.</param>
    /// <param name="state">Its own numbers, where it has them; else empty.</param>
    public abstract void Fill(in CurrentStep at, Span<double> values, Span<double> state);

    /// <summary>The same for all neurons and at every step.</summary>
    public static implicit operator Current(double value) => new ConstantCurrent(value);

    /// <summary>The same at every step, one a neuron.</summary>
    public static implicit operator Current(double[] values) => new ConstantCurrent(values);
}

/// <summary>The same at every step.</summary>
public sealed record ConstantCurrent : Current
{
    private readonly double[] _values;

    /// <summary>The same for all neurons.</summary>
    /// <param name="value">The current; finite.</param>
    public ConstantCurrent(double value) => _values = [Require.Finite(nameof(ConstantCurrent), nameof(value), value)];

    /// <summary>One a neuron.</summary>
    /// <param name="values">The current of each neuron; finite.</param>
    public ConstantCurrent(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values) Require.Finite(nameof(ConstantCurrent), nameof(values), value);
        (_values, IsShared) = ((double[])values.Clone(), false);
    }

    /// <inheritdoc/>
    public override bool IsConstant => true;

    /// <inheritdoc/>
    public override bool IsShared { get; } = true;

    /// <inheritdoc/>
    public override void Check(int neurons, double dt)
    {
        if (!IsShared && _values.Length != neurons)
            throw new ArgumentException($"{nameof(ConstantCurrent)}: there are {_values.Length} numbers for {neurons} neurons; it must be as many.");
    }

    /// <inheritdoc/>
    public override void Fill(in CurrentStep at, Span<double> values, Span<double> state)
    {
        if (IsShared) values.Fill(_values[0]);
        else _values.AsSpan(at.Start, values.Length).CopyTo(values);
    }
}

/// <summary>A current that is on for some time.</summary>
public sealed record StepCurrent : Current
{
    /// <summary>On from a time up to another, else 0.</summary>
    /// <param name="amplitude">The current while it is on; finite.</param>
    /// <param name="from">When it begins, in ms.</param>
    /// <param name="until">When it ends, in ms; ∞ for never.</param>
    public StepCurrent(double amplitude, double from, double until = double.PositiveInfinity)
    {
        Amplitude = Require.Finite(nameof(StepCurrent), nameof(amplitude), amplitude);
        From = Require.NotNegative(nameof(StepCurrent), nameof(from), from);
        Until = Require.That(until >= from, nameof(StepCurrent), nameof(until), until, $"≥ {from}");
    }

    /// <summary>The current while it is on.</summary>
    public double Amplitude { get; }

    /// <summary>When it begins, in ms.</summary>
    public double From { get; }

    /// <summary>When it ends, in ms.</summary>
    public double Until { get; }

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <inheritdoc/>
    public override void Fill(in CurrentStep at, Span<double> values, Span<double> state)
    {
        // the middle of the step, so that rounding moves neither end
        var middle = (at.Step + 0.5) * at.Dt;
        values.Fill(middle >= From && middle < Until ? Amplitude : 0);
    }
}

/// <summary>offset + amplitude · sin(2π·frequency·t + phase).</summary>
public sealed record SineCurrent : Current
{
    /// <summary>A sine over time.</summary>
    /// <param name="amplitude">The amplitude; finite.</param>
    /// <param name="frequency">The frequency in Hz; ≥ 0.</param>
    /// <param name="phase">The phase in radians at time 0; finite.</param>
    /// <param name="offset">What is added; finite.</param>
    public SineCurrent(double amplitude, double frequency, double phase = 0, double offset = 0)
    {
        Amplitude = Require.Finite(nameof(SineCurrent), nameof(amplitude), amplitude);
        Frequency = Require.NotNegative(nameof(SineCurrent), nameof(frequency), frequency);
        Phase = Require.Finite(nameof(SineCurrent), nameof(phase), phase);
        Offset = Require.Finite(nameof(SineCurrent), nameof(offset), offset);
    }

    /// <summary>The amplitude.</summary>
    public double Amplitude { get; }

    /// <summary>The frequency in Hz.</summary>
    public double Frequency { get; }

    /// <summary>The phase in radians at time 0.</summary>
    public double Phase { get; }

    /// <summary>What is added.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <inheritdoc/>
    public override void Fill(in CurrentStep at, Span<double> values, Span<double> state) =>
        values.Fill(Offset + Amplitude * Math.Sin(2 * Math.PI * Frequency * at.Time / 1000 + Phase));
}
