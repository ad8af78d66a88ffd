namespace Neurons.Networks;

/// <summary>Distances of spike trains, for what is not learnt from.</summary>
public static class SpikeTrains
{
    /// <summary>
    /// The distance of Victor and Purpura (1996): the least cost of making one train of the other, where a spike that is added or removed costs 1,
    /// and one that is moved <paramref name="cost"/> for each unit of time.
    /// </summary>
    /// <param name="first">The times of the spikes of one train, ascending.</param>
    /// <param name="second">Those of the other.</param>
    /// <param name="cost">What a unit of time costs, finite and ≥ 0; with 0 it is the difference of the numbers of spikes.</param>
    public static double VictorPurpura(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double cost)
    {
        if (!(double.IsFinite(cost) && cost >= 0)) throw Require.Wrong(nameof(VictorPurpura), nameof(cost), cost, "finite and at least 0");
        RequireAscending(first, nameof(first));
        RequireAscending(second, nameof(second));
        // the least cost for the first i spikes of one and j of the other, a row of them at a time
        var least = new double[second.Length + 1];
        for (var j = 0; j < least.Length; j++) least[j] = j;
        for (var i = 0; i < first.Length; i++)
        {
            var before = least[0];
            least[0] = i + 1;
            for (var j = 0; j < second.Length; j++)
            {
                var moved = before + (cost * Math.Abs(first[i] - second[j]));
                before = least[j + 1];
                least[j + 1] = Math.Min(moved, Math.Min(least[j], before) + 1);
            }
        }
        return least[^1];
    }

    /// <summary>The times of the spikes of a train of zeros and ones: the steps at which it is not 0.</summary>
    /// <param name="train">A number for each step.</param>
    public static double[] Times(ReadOnlySpan<float> train)
    {
        var times = new List<double>();
        for (var t = 0; t < train.Length; t++)
        {
            if (train[t] != 0) times.Add(t);
        }
        return [.. times];
    }

    private static void RequireAscending(ReadOnlySpan<double> times, string name)
    {
        for (var i = 0; i < times.Length; i++)
        {
            if (!double.IsFinite(times[i]) || (i > 0 && times[i] < times[i - 1]))
                throw new ArgumentException($"Time {i} is {times[i]}; times must be finite and ascending.", name);
        }
    }
}
