namespace Neurons.Plots;

/// <summary>A named curve of a figure.</summary>
public sealed class Curve
{
    /// <summary>Values that are counted from 1, such as a loss over epochs.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="ys">[n].</param>
    public Curve(string name, Values ys)
    {
        ArgumentNullException.ThrowIfNull(ys);
        (Name, Xs, Ys, IsCounted) = (name, Values.Of(Enumerable.Range(1, ys.Count).Select(i => (double)i)), ys, true);
    }

    /// <summary>Values over others.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="xs">[n].</param>
    /// <param name="ys">[n].</param>
    public Curve(string name, Values xs, Values ys)
    {
        ArgumentNullException.ThrowIfNull(xs);
        ArgumentNullException.ThrowIfNull(ys);
        (Name, Xs, Ys) = (name, xs, ys);
    }

    /// <summary>What the legend calls it.</summary>
    public string Name { get; }

    /// <summary>Where its points are.</summary>
    public Values Xs { get; }

    /// <summary>How high they are.</summary>
    public Values Ys { get; }

    /// <summary>Whether its points are counted.</summary>
    internal bool IsCounted { get; }
}
