namespace Neurons.Networks;

/// <summary>The options of a <see cref="ExponentialSchedule"/>.</summary>
/// <param name="Gamma">The factor, in (0, 1].</param>
public sealed record ExponentialScheduleOptions(double Gamma);

/// <summary>Times gamma after every epoch. <c>ExponentialLR</c>.</summary>
public sealed class ExponentialSchedule : Schedule
{
    /// <summary>The schedule with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not allowed.</exception>
    public ExponentialSchedule(ExponentialScheduleOptions options)
    {
        RequireFactor("gamma", options.Gamma);
        Options = options;
    }

    /// <summary>The options.</summary>
    public ExponentialScheduleOptions Options { get; }

    /// <inheritdoc/>
    protected override double Rate(double start, long done) => start * Math.Pow(Options.Gamma, done);
}

public partial class Schedule
{
    /// <inheritdoc cref="ExponentialSchedule" path="/summary"/>
    /// <param name="gamma">The factor, in (0, 1].</param>
    public static Schedule Exponential(double gamma) => new ExponentialSchedule(new(gamma));
}
