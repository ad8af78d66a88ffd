namespace Neurons.Simulation;

/// <summary>
/// A distribution that numbers are drawn from: initial states, parameters, weights, delays. One's own is a record with <see cref="Next"/>.
/// </summary>
public abstract record Distribution
{
    /// <summary>The next number of a sequence.</summary>
    /// <param name="random">Where random numbers come from.</param>
    public abstract double Next(RandomStream random);

    /// <summary>The next numbers of a sequence.</summary>
    /// <param name="random">Where random numbers come from.</param>
    /// <param name="values">What is filled.</param>
    public virtual void Fill(RandomStream random, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref var value in values) value = Next(random);
    }

    /// <summary>Numbers of their own, such as a parameter's values of each neuron.</summary>
    /// <param name="count">How many; 0 or more.</param>
    /// <param name="seed">What they follow from.</param>
    /// <param name="stream">Tells apart the numbers of one seed.</param>
    public double[] Draw(int count, ulong seed, uint stream = 0)
    {
        var values = new double[Require.AtLeast(0, nameof(Distribution), nameof(count), count)];
        Fill(new RandomStream(seed, stream), values);
        return values;
    }

    /// <summary>The same, where what is beyond a bound becomes the bound.</summary>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    public ClippedDistribution Clipped(double least = double.NegativeInfinity, double most = double.PositiveInfinity) => new(this, least, most);

    /// <summary>The same, where what is beyond a bound is drawn again.</summary>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    public TruncatedDistribution Truncated(double least = double.NegativeInfinity, double most = double.PositiveInfinity) => new(this, least, most);

    /// <inheritdoc cref="UniformDistribution(double, double)"/>
    public static UniformDistribution Uniform(double low, double high) => new(low, high);

    /// <inheritdoc cref="NormalDistribution(double, double)"/>
    public static NormalDistribution Normal(double mean, double deviation) => new(mean, deviation);

    /// <inheritdoc cref="LogNormalDistribution(double, double)"/>
    public static LogNormalDistribution LogNormal(double mean, double deviation) => new(mean, deviation);

    /// <inheritdoc cref="ExponentialDistribution(double)"/>
    public static ExponentialDistribution Exponential(double mean) => new(mean);
}

/// <summary>Every number of an interval is equally likely.</summary>
public sealed record UniformDistribution : Distribution
{
    /// <summary>Uniform on [low, high).</summary>
    /// <param name="low">The least number; finite.</param>
    /// <param name="high">The bound above; finite and at least <paramref name="low"/>.</param>
    public UniformDistribution(double low, double high)
    {
        Low = Require.Finite(nameof(UniformDistribution), nameof(low), low);
        High = Require.That(double.IsFinite(high) && high >= low, nameof(UniformDistribution), nameof(high), high, $"finite and ≥ {low}");
    }

    /// <summary>The least number.</summary>
    public double Low { get; }

    /// <summary>The bound above.</summary>
    public double High { get; }

    /// <inheritdoc/>
    public override double Next(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Math.Min(Low + (High - Low) * random.NextDouble(), Math.Max(Low, Math.BitDecrement(High)));
    }

    /// <inheritdoc/>
    public override void Fill(RandomStream random, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(random);
        random.FillUniform(values, Low, High);
    }
}

/// <summary>The normal distribution.</summary>
public sealed record NormalDistribution : Distribution
{
    /// <summary>Normal with a mean and a standard deviation.</summary>
    /// <param name="mean">The mean; finite.</param>
    /// <param name="deviation">The standard deviation; ≥ 0.</param>
    public NormalDistribution(double mean, double deviation)
    {
        Mean = Require.Finite(nameof(NormalDistribution), nameof(mean), mean);
        Deviation = Require.NotNegative(nameof(NormalDistribution), nameof(deviation), deviation);
    }

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override double Next(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Mean + Deviation * random.NextNormal();
    }
}

/// <summary>The logarithm is normally distributed.</summary>
public sealed record LogNormalDistribution : Distribution
{
    /// <summary>e to the power of a normal number.</summary>
    /// <param name="mean">The mean of the logarithm; finite.</param>
    /// <param name="deviation">The standard deviation of the logarithm; ≥ 0.</param>
    public LogNormalDistribution(double mean, double deviation)
    {
        Mean = Require.Finite(nameof(LogNormalDistribution), nameof(mean), mean);
        Deviation = Require.NotNegative(nameof(LogNormalDistribution), nameof(deviation), deviation);
    }

    /// <summary>The mean of the logarithm.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation of the logarithm.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override double Next(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Math.Exp(Mean + Deviation * random.NextNormal());
    }
}

/// <summary>The exponential distribution.</summary>
public sealed record ExponentialDistribution : Distribution
{
    /// <summary>Exponential with a mean.</summary>
    /// <param name="mean">The mean; > 0.</param>
    public ExponentialDistribution(double mean) => Mean = Require.Positive(nameof(ExponentialDistribution), nameof(mean), mean);

    /// <summary>The mean.</summary>
    public double Mean { get; }

    /// <inheritdoc/>
    public override double Next(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return -Mean * Math.Log(1 - random.NextDouble());
    }
}

/// <summary>What is beyond a bound becomes the bound.</summary>
public sealed record ClippedDistribution : Distribution
{
    internal ClippedDistribution(Distribution inner, double least, double most)
    {
        (Inner, Least) = (inner, least);
        Most = Require.That(most >= least, nameof(Clipped), nameof(most), most, $"≥ {least}");
    }

    /// <summary>What is drawn from.</summary>
    public Distribution Inner { get; }

    /// <summary>The least number.</summary>
    public double Least { get; }

    /// <summary>The greatest number.</summary>
    public double Most { get; }

    /// <inheritdoc/>
    public override double Next(RandomStream random) => Math.Clamp(Inner.Next(random), Least, Most);
}

/// <summary>What is beyond a bound is drawn again.</summary>
public sealed record TruncatedDistribution : Distribution
{
    /// <summary>Bounds that so many draws miss are taken to be out of reach.</summary>
    private const int MostDraws = 10_000;

    internal TruncatedDistribution(Distribution inner, double least, double most)
    {
        (Inner, Least) = (inner, least);
        Most = Require.That(most >= least, nameof(Truncated), nameof(most), most, $"≥ {least}");
    }

    /// <summary>What is drawn from.</summary>
    public Distribution Inner { get; }

    /// <summary>The least number.</summary>
    public double Least { get; }

    /// <summary>The greatest number.</summary>
    public double Most { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">10,000 draws were all beyond the bounds.</exception>
    public override double Next(RandomStream random)
    {
        for (var i = 0; i < MostDraws; i++)
        {
            if (Inner.Next(random) is var value && value >= Least && value <= Most) return value;
        }
        throw new InvalidOperationException($"{MostDraws} draws of {Inner} were all outside of [{Least}, {Most}].");
    }
}
