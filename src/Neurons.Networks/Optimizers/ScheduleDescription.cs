namespace Neurons.Networks;

/// <summary>A schedule as a checkpoint has it.</summary>
internal sealed record ScheduleDescription(string Kind, long Length = 0, double Number = 0)
{
    public const string Constant = "constant", Step = "step", Exponential = "exponential", Cosine = "cosine", Warmup = "linear_warmup", Sequence = "sequence";

    /// <summary>The parts of a sequence.</summary>
    public ScheduleDescription? First { get; init; }

    public ScheduleDescription? Next { get; init; }

    /// <exception cref="ArgumentException">There is no schedule of this kind.</exception>
    public Learning.Schedule Schedule() => Kind switch
    {
        Constant => Learning.Schedule.Constant,
        Step => Learning.Schedule.NewStep(Length, Number),
        Exponential => Learning.Schedule.NewExponential(Number),
        Cosine => Learning.Schedule.NewCosine(Length, Number),
        Warmup => Learning.Schedule.NewWarmup(Length, Number),
        Sequence when First is not null && Next is not null => Learning.Schedule.NewSequence(First.Schedule(), Length, Next.Schedule()),
        _ => throw new ArgumentException($"The schedule is '{Kind}', which is not known or not whole."),
    };
}
