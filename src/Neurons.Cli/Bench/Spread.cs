namespace Neurons.Cli.Bench;

/// <summary>What several measurements of one thing came to.</summary>
/// <param name="Median">The middle one; the upper of two.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>Of at least one measurement.</summary>
    public static Spread Of(IEnumerable<double> measurements)
    {
        var ordered = measurements.Order().ToArray();
        return new(ordered[ordered.Length / 2], ordered[0], ordered[^1]);
    }

    /// <summary>How often something is done in a time that is spread: the least time makes the most.</summary>
    public static Spread operator /(double amount, Spread times) => new(amount / times.Median, amount / times.Most, amount / times.Least);
}
