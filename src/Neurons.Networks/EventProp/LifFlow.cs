namespace Neurons.Networks;

/// <summary>
/// The exact flow of leaky integrate-and-fire neurons with exponential synapses between spikes, τ_m V' = I − V and τ_s I' = −I, and the moment at
/// which the potential reaches the threshold.
/// </summary>
/// <param name="tauMem">τ_m in s.</param>
/// <param name="tauSyn">τ_s in s.</param>
/// <param name="threshold">θ &gt; 0.</param>
internal sealed class LifFlow(double tauMem, double tauSyn, double threshold)
{
    /// <summary>1/τ_m − 1/τ_s.</summary>
    private readonly double _difference = (1 / tauMem) - (1 / tauSyn);

    private readonly bool _isSquare = tauMem == 2 * tauSyn;

    public double TauMem => tauMem;

    public double TauSyn => tauSyn;

    public double Threshold => threshold;

    /// <summary>What becomes of V, of I, and of V by I, after a time.</summary>
    public (double Membrane, double Synapse, double Coupling) After(double time)
    {
        var membrane = Math.Exp(-time / tauMem);
        return (membrane, Math.Exp(-time / tauSyn), membrane * (time / tauMem) * ExpRel(time * _difference));
    }

    /// <summary>The potential after a time.</summary>
    public double Potential(double v, double i, double time)
    {
        var membrane = Math.Exp(-time / tauMem);
        return (v * membrane) + (i * membrane * (time / tauMem) * ExpRel(time * _difference));
    }

    /// <summary>The time to the largest potential that comes, where it rises at first and then falls; ∞ where it never falls.</summary>
    public double ToMaximum(double v, double i)
    {
        if (i <= 0) return double.PositiveInfinity;
        var z = _difference * tauSyn * (1 - (v / i));
        return z <= -1 ? double.PositiveInfinity : tauSyn * (1 - (v / i)) * LogRel(z);
    }

    /// <summary>The time to the threshold, at most <paramref name="most"/>; ∞ where it is not reached.</summary>
    /// <param name="v">V, below the threshold.</param>
    /// <param name="i">I.</param>
    /// <param name="most">The time to look for.</param>
    public double ToThreshold(double v, double i, double most)
    {
        // the potential follows the current, which falls
        if (i <= threshold) return double.PositiveInfinity;
        if (v >= threshold) return 0;
        if (_isSquare)
        {
            // with x = exp(−t/τ_m): I x² − (V + I) x + θ = 0
            var half = (v + i) / (2 * i);
            var root = (half * half) - (threshold / i);
            if (root <= 0 || half <= 0) return double.PositiveInfinity;
            var time = -tauMem * Math.Log(half + Math.Sqrt(root));
            return time <= most ? Math.Max(0, time) : double.PositiveInfinity;
        }
        // up to its maximum, the potential rises all the time
        var until = Math.Min(most, ToMaximum(v, i));
        var reached = Potential(v, i, until);
        if (!(reached >= threshold) || (until < most && reached == threshold)) return double.PositiveInfinity;
        return Root(v, i, until);
    }

    /// <summary>Newton's method, halving where it would leave what encloses the root.</summary>
    private double Root(double v, double i, double until)
    {
        var (low, high) = (0.0, until);
        // where the slope at the start would lead is too early or too late, but a place to begin
        var time = Math.Min(until, tauMem * (threshold - v) / (i - v));
        for (var round = 0; round < 200; round++)
        {
            var (membrane, synapse, coupling) = After(time);
            var potential = (v * membrane) + (i * coupling);
            if (potential < threshold) low = time;
            else high = time;
            var slope = ((i * synapse) - potential) / tauMem;
            var next = time - ((potential - threshold) / slope);
            if (!(next > low && next < high)) next = low + ((high - low) / 2);
            if (Math.Abs(next - time) <= 1e-16 * tauMem || next == low || next == high) return next;
            time = next;
        }
        return time;
    }

    /// <summary>(e^x − 1)/x.</summary>
    private static double ExpRel(double x)
    {
        if (Math.Abs(x) > 0.1) return (Math.Exp(x) - 1) / x;
        var (sum, term) = (1.0, 1.0);
        for (var k = 2; k <= 12; k++)
        {
            term *= x / k;
            sum += term;
        }
        return sum;
    }

    /// <summary>ln(1 + x)/x.</summary>
    private static double LogRel(double x)
    {
        if (Math.Abs(x) > 0.1) return Math.Log(1 + x) / x;
        var (sum, power) = (1.0, 1.0);
        for (var k = 2; k <= 18; k++)
        {
            power *= -x;
            sum += power / k;
        }
        return sum;
    }
}
