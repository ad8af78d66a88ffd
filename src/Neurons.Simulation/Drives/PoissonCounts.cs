using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>Numbers of events of a Poisson process, by the inverse of their distribution, with an index of where to begin looking.</summary>
internal sealed class PoissonCounts
{
    private const int Index = 256;

    private readonly double[] _cumulative;
    private readonly int[] _first = new int[Index];

    /// <param name="mean">The mean number of events; e^−mean must be a number above 0.</param>
    public PoissonCounts(double mean)
    {
        var cumulative = new List<double>();
        var (probability, sum) = (Math.Exp(-mean), 0.0);
        for (var count = 0; count <= mean || sum + probability > sum; probability *= mean / ++count)
            cumulative.Add(sum += probability);
        // beyond, nothing can be told from 1
        cumulative[^1] = double.PositiveInfinity;
        _cumulative = [.. cumulative];
        for (var i = 0; i < Index; i++) _first[i] = Array.FindIndex(_cumulative, below => below > i / (double)Index);
    }

    /// <summary>The number of events that a number in [0, 1) stands for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Of(double uniform)
    {
        var count = _first[(int)(uniform * Index)];
        while (uniform >= _cumulative[count]) count++;
        return count;
    }
}
