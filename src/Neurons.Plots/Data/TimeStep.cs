namespace Neurons.Plots;

/// <summary>
/// How long a time step is. Without a unit the steps themselves are counted, from 0, as the rows of a tensor are; with one, what a step
/// leaves is drawn at its end: step t at (t + 1) times the length.
/// </summary>
/// <param name="Length">The length of a step, in the unit.</param>
/// <param name="Unit">"s" or "ms", or another unit; empty for steps.</param>
public readonly record struct TimeStep(double Length, string Unit)
{
    /// <summary>Time steps without a duration.</summary>
    public static TimeStep Steps => default;

    /// <summary>Steps of some milliseconds.</summary>
    public static TimeStep Milliseconds(double length) => new(Checked(length), "ms");

    /// <summary>Steps of some seconds; short ones are shown in milliseconds.</summary>
    public static TimeStep Seconds(double length) => Checked(length) < 0.1 ? new(1000 * length, "ms") : new(length, "s");

    /// <summary>The steps of a layer of neurons, by its model and its options; one whose Dt is 1 counts in steps, and not in seconds.</summary>
    public static TimeStep Of(NeuronLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Model.TimeUnit switch
        {
            // snnTorch and SpikingJelly count in steps, whose length they call 1
            "s" => layer.Model.Dt == 1 ? Steps : Seconds(layer.Model.Dt),
            "ms" => Milliseconds(layer.Model.Dt),
            _ => Steps,
        };
    }

    internal bool IsCounted => string.IsNullOrEmpty(Unit);

    /// <summary>The axis, which says the unit.</summary>
    internal Axis Axis => IsCounted ? Axis.Whole("time step") : new Axis($"time ({Unit})");

    /// <summary>Where what step t leaves is drawn.</summary>
    internal double At(int t) => IsCounted ? t : (t + 1) * Length;

    /// <summary>The places of some steps.</summary>
    internal double[] Times(int steps)
    {
        var times = new double[steps];
        for (var t = 0; t < steps; t++) times[t] = At(t);
        return times;
    }

    /// <summary>What the number of spikes in a step is multiplied with for a rate, and the rate's unit.</summary>
    internal (double Factor, string Unit) Rate => Unit switch
    {
        "s" => (1 / Length, "Hz"),
        "ms" => (1000 / Length, "Hz"),
        null or "" => (1, "spikes per step"),
        _ => (1 / Length, $"spikes per {Unit}"),
    };

    private static double Checked(double length) => length > 0 && double.IsFinite(length)
        ? length
        : throw new ArgumentOutOfRangeException(nameof(length), $"TimeStep: length is {length}; it must be > 0 and finite.");
}
