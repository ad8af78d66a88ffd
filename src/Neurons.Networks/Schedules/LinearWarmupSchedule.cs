namespace Neurons.Networks;

/// <summary>The options of a <see cref="LinearWarmupSchedule"/>.</summary>
/// <param name="Length">The epochs after which the rate is reached, at least 1.</param>
/// <param name="Factor">What the first epoch has of it, in [0, 1].</param>
public sealed record LinearWarmupScheduleOptions(long Length, double Factor = 1.0 / 3);

/// <summary>Linearly from a part of the rate to the rate itself, which stays. <c>LinearLR</c>.</summary>
public sealed class LinearWarmupSchedule : Schedule
{
    /// <summary>The schedule with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not allowed.</exception>
    public LinearWarmupSchedule(LinearWarmupScheduleOptions options)
    {
        RequireLength("length", options.Length);
        Require.That(options.Factor is >= 0 and <= 1, nameof(Schedule), "factor", options.Factor, "in [0, 1]");
        Options = options;
    }

    /// <summary>The options.</summary>
    public LinearWarmupScheduleOptions Options { get; }

    /// <inheritdoc/>
    protected override double Rate(double start, long done) =>
        start * (Options.Factor + ((1 - Options.Factor) * Math.Min(done, Options.Length) / Options.Length));
}

public partial class Schedule
{
    /// <inheritdoc cref="LinearWarmupSchedule" path="/summary"/>
    /// <param name="length">The epochs after which the rate is reached, at least 1.</param>
    /// <param name="factor">What the first epoch has of it, in [0, 1].</param>
    public static Schedule LinearWarmup(long length, double factor = 1.0 / 3) => new LinearWarmupSchedule(new(length, factor));
}
