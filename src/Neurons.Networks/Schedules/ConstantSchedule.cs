namespace Neurons.Networks;

/// <summary>The options of a <see cref="ConstantSchedule"/>.</summary>
public sealed record ConstantScheduleOptions();

/// <summary>The rate at the start.</summary>
public sealed class ConstantSchedule : Schedule
{
    /// <summary>The schedule with these options.</summary>
    /// <param name="options">The options.</param>
    public ConstantSchedule(ConstantScheduleOptions options) => Options = options;

    /// <summary>The options.</summary>
    public ConstantScheduleOptions Options { get; }

    /// <inheritdoc/>
    protected override double Rate(double start, long done) => start;
}

public partial class Schedule
{
    /// <inheritdoc cref="ConstantSchedule" path="/summary"/>
    public static Schedule Constant() => new ConstantSchedule(new());
}
