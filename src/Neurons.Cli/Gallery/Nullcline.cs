using Neurons.Cli.Simulate;
using Neurons.Verification;

namespace Neurons.Cli.Gallery;

/// <summary>
/// Where a variable of a model of two stands still, found by steps of the model itself: a step moves a variable the way its equation points.
/// </summary>
internal static class Nullcline
{
    private const int Halvings = 40;

    /// <summary>The second variable on the nullcline of one of both, at each value of the first; NaN where there is none.</summary>
    /// <param name="settings">The model; it is to have no spike in its step.</param>
    /// <param name="variable">Which stands still: 0 or 1.</param>
    /// <param name="current">The constant input.</param>
    /// <param name="firsts">Values of the first variable.</param>
    /// <param name="low">The least value of the second that is looked at.</param>
    /// <param name="high">The greatest.</param>
    public static double[] Of(Settings settings, int variable, double current, double[] firsts, double low, double high)
    {
        bool[] Rises(double[] seconds)
        {
            double[][] before = [firsts, seconds];
            var state = settings.Dynamics.Initial<double>(settings.Parameters, [firsts.Length], Recording.Seed, 0);
            state = new([.. before.Select(values => Arrays.Tensor<double>(values, firsts.Length))], state.Step, state.Seed, state.Stream);
            var input = InputSequence<double>.NewUnchanged(1, Arrays.Tensor<double>([.. firsts.Select(_ => current)], firsts.Length));
            var (_, after) = settings.Dynamics.SpikeCounts(settings.Parameters, state, [input]);
            return [.. Arrays.Flat(after.Values[variable]).Zip(before[variable], (after, before) => after > before)];
        }

        double[] Same(double value) => Array.ConvertAll(firsts, _ => value);
        var (lows, highs) = (Same(low), Same(high));
        var (atLow, atHigh) = (Rises(lows), Rises(highs));
        for (var halving = 0; halving < Halvings; halving++)
        {
            double[] middles = [.. lows.Zip(highs, (low, high) => (low + high) / 2)];
            var rises = Rises(middles);
            for (var i = 0; i < middles.Length; i++) (rises[i] == atLow[i] ? lows : highs)[i] = middles[i];
        }

        return [.. lows.Select((value, i) => atLow[i] == atHigh[i] ? double.NaN : value)];
    }
}
