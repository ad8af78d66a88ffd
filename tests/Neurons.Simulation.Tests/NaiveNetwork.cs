namespace Neurons.Simulation.Tests;

/// <summary>
/// The step of a network of exponential currents, written down in plain loops: what <see cref="Simulator{T}"/> must do.
/// </summary>
internal sealed class NaiveNetwork(int neurons, PscExpLifOptions options, double[] v0, double[] current)
{
    private readonly double[] _v = (double[])v0.Clone(), _ge = new double[neurons], _gi = new double[neurons];
    private readonly long[] _last = [.. Enumerable.Repeat(long.MinValue / 2, neurons)];

    public List<(int Source, int Target, double Weight, int Delay, bool Inhibitory)> Synapses { get; } = [];

    public List<(int Step, int Neuron, double Weight)> External { get; } = [];

    public List<(int Step, int Neuron)> Spikes { get; } = [];

    /// <summary>The smallest distance of a potential from the threshold: below some 1e-9 rounding may decide.</summary>
    public double Nearest { get; private set; } = double.PositiveInfinity;

    public double[] V => _v;

    public void Run(int steps)
    {
        static double Number(NeuronParameter parameter) => double.Parse($"{parameter}", System.Globalization.CultureInfo.InvariantCulture);
        var (tau, tauE, tauI) = (Number(options.Tau), Number(options.TauE), Number(options.TauI));
        var (rest, threshold, reset) = (Number(options.VRest), Number(options.VTh), Number(options.VReset));
        var refractory = Math.Round(Number(options.TauRef) / options.Dt);
        var (pm, pe, pi) = (Math.Exp(-options.Dt / tau), Math.Exp(-options.Dt / tauE), Math.Exp(-options.Dt / tauI));
        var (ae, ai) = (tauE / (tauE - tau) * (pe - pm), tauI / (tauI - tau) * (pi - pm));
        var fired = new List<int>[steps];
        for (var k = 0; k < steps; k++)
        {
            fired[k] = [];
            for (var n = 0; n < neurons; n++)
            {
                if (k - _last[n] >= refractory)
                {
                    var target = rest + current[n];
                    _v[n] = target + ae * _ge[n] + ai * _gi[n] + pm * (_v[n] - target);
                    Nearest = Math.Min(Nearest, Math.Abs(_v[n] - threshold));
                    if (_v[n] > threshold)
                    {
                        fired[k].Add(n);
                        Spikes.Add((k, n));
                        _last[n] = k;
                    }
                }
                _ge[n] *= pe;
                _gi[n] *= pi;
            }
            foreach (var (step, neuron, weight) in External)
            {
                if (step == k) _ge[neuron] += weight;
            }
            foreach (var (source, target, weight, delay, inhibitory) in Synapses)
            {
                if (k - delay < 0 || !fired[k - delay].Contains(source)) continue;
                if (inhibitory) _gi[target] += weight;
                else _ge[target] += weight;
            }
            foreach (var n in fired[k]) _v[n] = reset;
        }
    }
}
