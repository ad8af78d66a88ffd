namespace Neurons.Networks;

/// <summary>How the statistics of the batches of calibration become one.</summary>
public enum BatchStatistics
{
    /// <summary>The first batch's, and then s ← (1 − momentum) s + momentum · sₖ, as in SpikingJelly; rare activations saturate.</summary>
    RunningMean,

    /// <summary>The largest: with a percentile of 100, the true maximum over the data.</summary>
    Largest,
}

/// <summary>What becomes of max pooling in a spiking network.</summary>
public enum MaxPoolConversion
{
    /// <summary>A spike whenever the largest number of spikes so far grows: the rate is the largest one (<see cref="SpikingMaxPool"/>).</summary>
    Spiking,

    /// <summary>A spike where any input of the window spikes, as in SpikingJelly: the rate is at least the largest one, and often more.</summary>
    EachStep,

    /// <summary>Average pooling, which is another network than the one that was trained.</summary>
    Average,
}

/// <summary>How an analogue network becomes a spiking one.</summary>
public sealed record ConversionOptions
{
    /// <summary>
    /// The activation that one spike a step stands for is this percentile of the activations of a batch, zeros included, interpolated
    /// linearly; in (0, 100], and 100 is the maximum. Default 99.9.
    /// </summary>
    public double Percentile
    {
        get;
        init => field = Require.That(value is > 0 and <= 100, nameof(ConversionOptions), nameof(Percentile), value, "in (0, 100]");
    } = 99.9;

    /// <summary>Whether each channel has a scale of its own; else a layer has one. Default true.</summary>
    public bool PerChannel { get; init; } = true;

    /// <summary>
    /// What potentials begin with, as a part of the threshold, in [0, 1). A half rounds the number of spikes instead of cutting it off, and saves
    /// most of the steps (Bu et al. 2022). Default 0.5. A <see cref="Qcfs"/> always has a half.
    /// </summary>
    public double InitialPotential
    {
        get;
        init => field = Require.Fraction(nameof(ConversionOptions), nameof(InitialPotential), value);
    } = 0.5;

    /// <summary>How the statistics of the batches become one. Default <see cref="BatchStatistics.RunningMean"/>.</summary>
    public BatchStatistics Over
    {
        get;
        init => field = Require.Defined(nameof(ConversionOptions), nameof(Over), value);
    } = BatchStatistics.RunningMean;

    /// <summary>How much of a running mean a batch replaces, in (0, 1]. Default 0.1.</summary>
    public double Momentum
    {
        get;
        init => field = Require.That(value is > 0 and <= 1, nameof(ConversionOptions), nameof(Momentum), value, "in (0, 1]");
    } = 0.1;

    /// <summary>What becomes of max pooling. Default <see cref="MaxPoolConversion.Spiking"/>.</summary>
    public MaxPoolConversion MaxPooling
    {
        get;
        init => field = Require.Defined(nameof(ConversionOptions), nameof(MaxPooling), value);
    } = MaxPoolConversion.Spiking;

    /// <summary>The samples of a batch of calibration, at least 1. Default 64.</summary>
    public int BatchSize
    {
        get;
        init => field = Require.AtLeast(1, nameof(ConversionOptions), nameof(BatchSize), value);
    } = 64;

    /// <summary>How many batches of the data are taken, at most, in an order drawn from the network's seed; at least 1. Default 20.</summary>
    public int Batches
    {
        get;
        init => field = Require.AtLeast(1, nameof(ConversionOptions), nameof(Batches), value);
    } = 20;
}
