namespace Neurons.Networks;

/// <summary>The options of a <see cref="StepSchedule"/>.</summary>
/// <param name="Size">The epochs between two changes, at least 1.</param>
/// <param name="Gamma">The factor, in (0, 1].</param>
public sealed record StepScheduleOptions(long Size, double Gamma = 0.1);

/// <summary>Times gamma after every so many epochs. <c>StepLR</c>.</summary>
public sealed class StepSchedule : Schedule
{
    /// <summary>The schedule with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not allowed.</exception>
    public StepSchedule(StepScheduleOptions options)
    {
        RequireLength("size", options.Size);
        RequireFactor("gamma", options.Gamma);
        Options = options;
    }

    /// <summary>The options.</summary>
    public StepScheduleOptions Options { get; }

    /// <inheritdoc/>
    protected override double Rate(double start, long done) => start * Math.Pow(Options.Gamma, done / Options.Size);
}

public partial class Schedule
{
    /// <inheritdoc cref="StepSchedule" path="/summary"/>
    /// <param name="size">The epochs between two changes, at least 1.</param>
    /// <param name="gamma">The factor, in (0, 1].</param>
    public static Schedule Step(long size, double gamma = 0.1) => new StepSchedule(new(size, gamma));
}
