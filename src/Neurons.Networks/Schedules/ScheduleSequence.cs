namespace Neurons.Networks;

/// <summary>The options of a <see cref="ScheduleSequence"/>.</summary>
/// <param name="First">The first schedule.</param>
/// <param name="Length">The epochs of the first schedule, at least 1.</param>
/// <param name="Next">The schedule after them.</param>
public sealed record ScheduleSequenceOptions(Schedule First, long Length, Schedule Next);

/// <summary>One schedule for a number of epochs, then another, which begins at its own start. <c>SequentialLR</c>.</summary>
public sealed class ScheduleSequence : Schedule
{
    /// <summary>The schedule with these options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public ScheduleSequence(ScheduleSequenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options.First);
        ArgumentNullException.ThrowIfNull(options.Next);
        RequireLength("length", options.Length);
        Options = options;
    }

    /// <summary>The options.</summary>
    public ScheduleSequenceOptions Options { get; }

    /// <inheritdoc/>
    protected override double Rate(double start, long done) =>
        done < Options.Length ? Options.First.At(start, done) : Options.Next.At(start, done - Options.Length);
}

public partial class Schedule
{
    /// <summary>This schedule for a number of epochs, then another, which begins at its own start. <c>SequentialLR</c>.</summary>
    /// <param name="length">The epochs of this schedule, at least 1.</param>
    /// <param name="next">The schedule after them.</param>
    public Schedule Then(long length, Schedule next) => new ScheduleSequence(new(this, length, next));
}
