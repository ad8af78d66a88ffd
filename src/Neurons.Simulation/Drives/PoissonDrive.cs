using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>
/// Events of Poisson processes at an input of neurons, each neuron with processes of its own: their number in a step is drawn, not one process after
/// the other.
/// </summary>
internal sealed class PoissonDrive<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The mean number of events in a step, at most: e^−mean must be a number.</summary>
    private const double MostEvents = 500;

    private readonly double[] _means;
    private readonly ulong[] _thresholds;
    private readonly T[] _weights;
    private readonly ulong _seed;
    private readonly uint _stream;

    public PoissonDrive(PopulationRange target, int input, double[] rates, double[] weights, double sources, double dt, ulong seed, uint stream)
    {
        (Target, Input, _seed, _stream) = (target, input, seed, stream);
        var most = $"at most {MostEvents / sources / dt * 1000} Hz, {MostEvents} events a step";
        _means = Array.ConvertAll(rates, rate => Require.That(rate * sources * dt / 1000 <= MostEvents, $"{target}", "rate", rate, most));
        for (var n = 0; n < _means.Length; n++) _means[n] *= sources * dt / 1000;
        _weights = Array.ConvertAll(weights, T.CreateTruncating);
        // the neurons before the first are there, so that those of a word of random bits are the same in every range; they never fire
        _thresholds = new ulong[target.Start + target.Count];
        for (var n = 0; n < target.Count; n++) _thresholds[target.Start + n] = Philox.Threshold(-double.ExpM1(-Mean(n)));
    }

    public PopulationRange Target { get; }

    public int Input { get; }

    /// <summary>The events of a step, added to a row of the population's input, for the neurons from a multiple of 64 up to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long step, int start, int end, Span<T> row)
    {
        (start, end) = (Math.Max(start, Target.Start / 64 * 64), Math.Min(end, Target.Start + Target.Count));
        Span<ulong> bits = stackalloc ulong[16];
        for (var from = start; from < end; from += 64 * bits.Length)
        {
            var count = Math.Min(64 * bits.Length, end - from);
            bits.Clear();
            Philox.FillBits(bits, _thresholds.AsSpan(from, count), _seed, _stream, (uint)from, (uint)step, 0);
            for (var w = 0; w * 64 < count; w++)
            {
                for (var word = bits[w]; word != 0; word &= word - 1)
                {
                    var neuron = from + w * 64 + BitOperations.TrailingZeroCount(word);
                    row[neuron] += T.CreateTruncating(Events(neuron, step)) * Weight(neuron - Target.Start);
                }
            }
        }
    }

    /// <summary>How many events there are, where there is at least one.</summary>
    private int Events(int neuron, long step)
    {
        var (w0, w1, _, _) = Philox.Block((uint)neuron, (uint)step, 1, _stream, (uint)_seed, (uint)(_seed >> 32));
        var mean = Mean(neuron - Target.Start);
        // the inverse of the distribution of one or more
        var probability = mean * Math.Exp(-mean) / -double.ExpM1(-mean);
        var left = ((((ulong)w0 << 32) | w1) >> 11) * (1.0 / (1L << 53)) - probability;
        var events = 1;
        while (left >= 0 && probability > 0)
        {
            probability *= mean / ++events;
            left -= probability;
        }
        return events;
    }

    private double Mean(int neuron) => _means[_means.Length == 1 ? 0 : neuron];

    private T Weight(int neuron) => _weights[_weights.Length == 1 ? 0 : neuron];
}
