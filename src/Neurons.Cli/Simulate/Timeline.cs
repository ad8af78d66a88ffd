namespace Neurons.Cli.Simulate;

/// <summary>The time steps of a run.</summary>
/// <param name="Steps">How many.</param>
/// <param name="Dt">The length of one, in the unit.</param>
/// <param name="Unit">"s" or "ms"; anything else where a step has no particular duration.</param>
internal sealed record Timeline(int Steps, double Dt, string Unit)
{
    /// <summary>What a rate is multiplied with for the mean of a step: seconds, or 1 where time has no unit.</summary>
    public double SecondsPerStep => Unit switch
    {
        "s" => Dt,
        "ms" => Dt / 1000,
        _ => 1,
    };

    public bool HasUnit => Unit is "s" or "ms";

    public string RateUnit => HasUnit ? "Hz" : "per step";

    /// <summary>The times after each step, in a unit that gives readable numbers.</summary>
    public double[] Shown => [.. Enumerable.Range(1, Steps).Select(step => step * ShownDt)];

    public string ShownUnit => Unit switch
    {
        "s" when Dt < 0.1 => "ms",
        "s" or "ms" => Unit,
        _ => "steps",
    };

    public double ShownDt => Unit switch
    {
        "s" when Dt < 0.1 => 1000 * Dt,
        "s" or "ms" => Dt,
        _ => 1,
    };
}
