namespace Neurons.Networks.Tests;

/// <summary>
/// Linear, CubaLif, linear, leaky integrator and the cross-entropy of the largest potential: written out in float64 with plain loops,
/// forward and backward through time, for one sample with a constant input.
/// </summary>
internal sealed class NaiveNetwork(double[] w1, double[] b1, double[] w2, double[] b2, int inputs, int hidden, int classes)
{
    private const double Dt = 0.001, SynInv = 200, MemInv = 100, Threshold = 1, Alpha = 100;

    public double[] DW1 { get; } = new double[w1.Length];

    public double[] DB1 { get; } = new double[b1.Length];

    public double[] DW2 { get; } = new double[w2.Length];

    public double[] DB2 { get; } = new double[b2.Length];

    public double Loss { get; private set; }

    public int Spikes { get; private set; }

    /// <summary>Adds a sample's loss and gradients, both times a weight.</summary>
    public void Add(double[] x, int label, int steps, double weight)
    {
        double a = Dt * MemInv, s = Dt * SynInv;
        var current = Affine(w1, b1, x);
        var (v, i) = (new double[hidden], new double[hidden]);
        var (z, before) = (new double[steps, hidden], new double[steps, hidden]);
        var (vo, io) = (new double[classes], new double[classes]);
        var potential = new double[steps, classes];
        for (var t = 0; t < steps; t++)
        {
            for (var n = 0; n < hidden; n++)
            {
                before[t, n] = v[n] + a * (i[n] - v[n]);
                z[t, n] = before[t, n] > Threshold ? 1 : 0;
                i[n] = i[n] - s * i[n] + current[n];
                v[n] = (1 - z[t, n]) * before[t, n];
                Spikes += (int)z[t, n];
            }
            var drive = Affine(w2, b2, Row(z, t, hidden));
            for (var c = 0; c < classes; c++)
            {
                io[c] += drive[c];
                vo[c] += a * (io[c] - vo[c]);
                io[c] -= s * io[c];
                potential[t, c] = vo[c];
            }
        }

        var at = Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, steps).MaxBy(t => potential[t, c])).ToArray();
        var peaks = Enumerable.Range(0, classes).Select(c => potential[at[c], c]).ToArray();
        var total = peaks.Sum(Math.Exp);
        Loss += weight * (Math.Log(total) - peaks[label]);
        var outer = peaks.Select((peak, c) => weight * (Math.Exp(peak) / total - (c == label ? 1 : 0))).ToArray();

        var (dv, di, dvo, dio) = (new double[hidden], new double[hidden], new double[classes], new double[classes]);
        var dCurrent = new double[hidden];
        for (var t = steps - 1; t >= 0; t--)
        {
            var dz = new double[hidden];
            for (var c = 0; c < classes; c++)
            {
                dvo[c] += at[c] == t ? outer[c] : 0;
                // io' = (1 − s) j and vo' = vo + a (j − vo), where j = io + drive
                var dDrive = (1 - s) * dio[c] + a * dvo[c];
                dio[c] = dDrive;
                dvo[c] *= 1 - a;
                DB2[c] += dDrive;
                for (var n = 0; n < hidden; n++)
                {
                    DW2[c * hidden + n] += dDrive * z[t, n];
                    dz[n] += dDrive * w2[c * hidden + n];
                }
            }
            for (var n = 0; n < hidden; n++)
            {
                var u = before[t, n] - Threshold;
                var surrogate = 1 / Math.Pow(Alpha * Math.Abs(u) + 1, 2);
                var dBefore = (1 - z[t, n]) * dv[n] + surrogate * (dz[n] - before[t, n] * dv[n]);
                dCurrent[n] += di[n];
                di[n] = (1 - s) * di[n] + a * dBefore;
                dv[n] = (1 - a) * dBefore;
            }
        }
        for (var n = 0; n < hidden; n++)
        {
            DB1[n] += dCurrent[n];
            for (var k = 0; k < inputs; k++) DW1[n * inputs + k] += dCurrent[n] * x[k];
        }
    }

    private static double[] Affine(double[] w, double[] b, double[] x) =>
        [.. b.Select((bias, row) => bias + x.Select((value, k) => w[row * x.Length + k] * value).Sum())];

    private static double[] Row(double[,] values, int row, int width) => [.. Enumerable.Range(0, width).Select(n => values[row, n])];
}
