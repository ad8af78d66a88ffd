namespace Neurons.Networks;

/// <summary>
/// A learning rate that changes: a function of the rate at the start and of the number of epochs, or of updates, that are done. Each
/// schedule here is that of PyTorch's scheduler. One of one's own derives from this class, or is a function that <see cref="From"/> takes.
/// </summary>
public abstract partial class Schedule
{
    /// <summary>The schedules by name; one's own are registered here, to be saved with a training and read of a file.</summary>
    public static Registry<Schedule> Kinds { get; } = BuiltIn();

    /// <summary>A schedule that is a function; registered by <see cref="Registry{TPart}.Register(string, TPart)"/>, it can be saved.</summary>
    /// <param name="name">The name.</param>
    /// <param name="rate">The learning rate, of that at the start and of how many epochs are done.</param>
    public static Schedule From(string name, Func<double, long, double> rate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(rate);
        return new FunctionSchedule(name, rate);
    }

    /// <summary>The learning rate after so many epochs, or updates.</summary>
    /// <param name="start">The learning rate that the schedule starts from.</param>
    /// <param name="done">How many are done, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than none are done.</exception>
    public double At(double start, long done) => done >= 0
        ? Rate(start, done)
        : throw Require.Wrong(nameof(Schedule), nameof(done), done, "≥ 0");

    /// <inheritdoc/>
    public override string ToString() => Kinds.NameOf(this) ?? GetType().Name;

    /// <summary>The learning rate after so many epochs, or updates.</summary>
    /// <param name="start">The learning rate that the schedule starts from.</param>
    /// <param name="done">How many are done, ≥ 0.</param>
    protected abstract double Rate(double start, long done);

    /// <summary>Refuses a number of epochs below 1.</summary>
    private protected static void RequireLength(string name, long value) =>
        Require.That(value >= 1, nameof(Schedule), name, value, "at least 1");

    private protected static void RequireFactor(string name, double value) =>
        Require.That(value is > 0 and <= 1, nameof(Schedule), name, value, "in (0, 1]");

    private static Registry<Schedule> BuiltIn()
    {
        var kinds = new Registry<Schedule>("schedule", "name");
        kinds.Register<ConstantSchedule, ConstantScheduleOptions>("constant", o => new(o), schedule => schedule.Options);
        kinds.Register<StepSchedule, StepScheduleOptions>("step", o => new(o), schedule => schedule.Options);
        kinds.Register<ExponentialSchedule, ExponentialScheduleOptions>("exponential", o => new(o), schedule => schedule.Options);
        kinds.Register<CosineSchedule, CosineScheduleOptions>("cosine", o => new(o), schedule => schedule.Options);
        kinds.Register<LinearWarmupSchedule, LinearWarmupScheduleOptions>("linear_warmup", o => new(o), schedule => schedule.Options);
        kinds.Register<ScheduleSequence, ScheduleSequenceOptions>("sequence", o => new(o), schedule => schedule.Options);
        return kinds;
    }

    private sealed class FunctionSchedule(string name, Func<double, long, double> rate) : Schedule
    {
        public override string ToString() => name;

        protected override double Rate(double start, long done) => rate(start, done);
    }
}
