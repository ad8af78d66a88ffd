namespace Neurons.Networks;

/// <summary>The options of a <see cref="CosineSchedule"/>.</summary>
/// <param name="Length">The epochs of the way down, at least 1.</param>
/// <param name="Least">The rate at its end, ≥ 0.</param>
public sealed record CosineScheduleOptions(long Length, double Least = 0);

/// <summary>Half a cosine from the start to the least rate at the end of the length; after that it rises again. <c>CosineAnnealingLR</c>.</summary>
public sealed class CosineSchedule : Schedule
{
    /// <summary>The schedule with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not allowed.</exception>
    public CosineSchedule(CosineScheduleOptions options)
    {
        RequireLength("length", options.Length);
        Require.NotNegative(nameof(Schedule), "least", options.Least);
        Options = options;
    }

    /// <summary>The options.</summary>
    public CosineScheduleOptions Options { get; }

    /// <inheritdoc/>
    protected override double Rate(double start, long done) =>
        Options.Least + ((start - Options.Least) * (1 + Math.Cos(Math.PI * done / Options.Length)) / 2);
}

public partial class Schedule
{
    /// <inheritdoc cref="CosineSchedule" path="/summary"/>
    /// <param name="length">The epochs of the way down, at least 1.</param>
    /// <param name="least">The rate at its end, ≥ 0.</param>
    public static Schedule Cosine(long length, double least = 0) => new CosineSchedule(new(length, least));
}
