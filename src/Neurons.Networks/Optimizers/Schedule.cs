using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>
/// A learning rate that changes: a function of the rate at the start and of the number of epochs, or of updates, that are done. Each
/// schedule is that of PyTorch's scheduler.
/// </summary>
public sealed class Schedule
{
    private readonly Learning.Schedule _schedule;

    internal Schedule(ScheduleDescription description)
    {
        Description = description;
        _schedule = description.Schedule();
        ScheduleModule.check(_schedule);
    }

    /// <summary>What the schedule is made from; one made from it again is the same.</summary>
    internal ScheduleDescription Description { get; }

    /// <summary>The rate at the start.</summary>
    public static Schedule Constant() => new(new ScheduleDescription(ScheduleDescription.Constant));

    /// <summary>Times <paramref name="gamma"/> after every <paramref name="size"/> epochs. <c>StepLR</c>.</summary>
    /// <param name="size">The epochs between two changes, at least 1.</param>
    /// <param name="gamma">The factor, in (0, 1].</param>
    public static Schedule Step(long size, double gamma = 0.1) => new(new ScheduleDescription(ScheduleDescription.Step, size, gamma));

    /// <summary>Times <paramref name="gamma"/> after every epoch. <c>ExponentialLR</c>.</summary>
    /// <param name="gamma">The factor, in (0, 1].</param>
    public static Schedule Exponential(double gamma) => new(new ScheduleDescription(ScheduleDescription.Exponential, 0, gamma));

    /// <summary>Half a cosine from the start to the least rate; after <paramref name="length"/> epochs it rises again. <c>CosineAnnealingLR</c>.</summary>
    /// <param name="length">The epochs of the way down, at least 1.</param>
    /// <param name="least">The rate at its end, ≥ 0.</param>
    public static Schedule Cosine(long length, double least = 0) => new(new ScheduleDescription(ScheduleDescription.Cosine, length, least));

    /// <summary>Linearly from <paramref name="factor"/> times the rate to the rate itself, which stays. <c>LinearLR</c>.</summary>
    /// <param name="length">The epochs after which the rate is reached, at least 1.</param>
    /// <param name="factor">What the first epoch has of it, in [0, 1].</param>
    public static Schedule LinearWarmup(long length, double factor = 1.0 / 3) => new(new ScheduleDescription(ScheduleDescription.Warmup, length, factor));

    /// <summary>This schedule for a number of epochs, then another, which begins at its own start. <c>SequentialLR</c>.</summary>
    /// <param name="length">The epochs of this schedule, at least 1.</param>
    /// <param name="next">The schedule after them.</param>
    public Schedule Then(long length, Schedule next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new(new ScheduleDescription(ScheduleDescription.Sequence, length) { First = Description, Next = next.Description });
    }

    /// <summary>The learning rate after so many epochs, or updates.</summary>
    /// <param name="start">The learning rate that the schedule starts from.</param>
    /// <param name="done">How many are done, ≥ 0.</param>
    public double At(double start, long done) => ScheduleModule.rate(_schedule, start, done);
}
