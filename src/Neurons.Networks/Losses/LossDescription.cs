using Neurons.Learning;

namespace Neurons.Networks;

/// <summary>A loss as a checkpoint has it: its name and its numbers.</summary>
internal sealed record LossDescription(string Name)
{
    public const string MaxMembrane = "max_membrane_cross_entropy", MeanMembrane = "mean_membrane_cross_entropy";
    public const string Rate = "rate_cross_entropy", Count = "count_cross_entropy";
    public const string StepSum = "step_sum_cross_entropy", StepMean = "step_mean_cross_entropy";
    public const string NegatedTime = "negated_time_cross_entropy", ReciprocalTime = "reciprocal_time_cross_entropy";
    public const string Logits = "cross_entropy";
    public const string CountError = "count_squared_error", MembraneError = "membrane_squared_error", TemporalError = "temporal_squared_error";

    private static readonly string[] _all =
    [
        MaxMembrane, MeanMembrane, Rate, Count, StepSum, StepMean, NegatedTime, ReciprocalTime, Logits, CountError, MembraneError, TemporalError,
    ];

    public double[]? ClassWeights { get; init; }

    public int Population { get; init; } = 1;

    /// <summary>Of a cross-entropy.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The targets of a squared error.</summary>
    public double Correct { get; init; }

    public double Incorrect { get; init; }

    public double Tolerance { get; init; }

    /// <exception cref="ArgumentException">There is no loss of this name.</exception>
    public Objective Objective() => Name switch
    {
        MaxMembrane => CrossEntropy(Reading.NewReadOnce(Readout.MaxOverTime)),
        MeanMembrane => CrossEntropy(Reading.NewReadOnce(Readout.MeanOverTime)),
        Count => CrossEntropy(Reading.NewReadOnce(Readout.SumOverTime)),
        Rate or StepMean => CrossEntropy(Reading.NewReadEachStep(StepReduction.MeanOfSteps)),
        StepSum => CrossEntropy(Reading.NewReadEachStep(StepReduction.SumOfSteps)),
        NegatedTime => CrossEntropy(Reading.NewReadOnce(Readout.NegatedSpikeTime), CrossEntropyModule.Average.OverWeights),
        ReciprocalTime => CrossEntropy(Reading.NewReadOnce(Readout.ReciprocalSpikeTime), CrossEntropyModule.Average.OverWeights),
        Logits => CrossEntropy(Reading.NewReadOnce(Readout.MeanOverTime), CrossEntropyModule.Average.OverWeights),
        CountError => SquaredError(SquaredErrorModule.Targets.NewRates(Correct, Incorrect)),
        MembraneError => SquaredError(SquaredErrorModule.Targets.NewPotentials(Correct, Incorrect)),
        TemporalError => SquaredError(SquaredErrorModule.Targets.NewSpikeTimes(Correct, Incorrect, Tolerance)),
        _ => throw new ArgumentException($"The loss is '{Name}'; it must be one of {string.Join(", ", _all)}."),
    };

    private Objective CrossEntropy(Reading reading, CrossEntropyModule.Average? average = null)
    {
        var options = new CrossEntropyModule.Options(ClassWeights, average ?? CrossEntropyModule.Average.OverSamples, LabelSmoothing);
        return new(Criterion.NewCrossEntropy(options), reading, Population);
    }

    private Objective SquaredError(SquaredErrorModule.Targets targets)
    {
        var read = ObjectiveModule.squaredError(new(targets, ClassWeights));
        return new(read.Criterion, read.Reading, Population);
    }
}
