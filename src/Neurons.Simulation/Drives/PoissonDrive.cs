using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>
/// Events of Poisson processes at an input of neurons, each neuron with processes of its own: their number in a step is drawn, not one process after
/// the other. Two rounds of random bits say whether there is one, and whether there are more; how many more is drawn for those few.
/// </summary>
internal sealed class PoissonDrive<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The mean number of events in a step, at most: e^−mean must be a number.</summary>
    private const double MostEvents = 500;

    /// <summary>The draws of a neuron in a step.</summary>
    private const uint One = 0, More = 1, HowMany = 2;

    private readonly Events[] _events;
    private readonly ulong[] _one;
    private readonly ulong[] _more;
    private readonly T[] _weights;
    private readonly ulong _seed;
    private readonly uint _stream;

    public PoissonDrive(PopulationRange target, int input, double[] rates, double[] weights, double sources, double dt, ulong seed, uint stream)
    {
        (Target, Input, _seed, _stream) = (target, input, seed, stream);
        var most = $"at most {MostEvents / sources / dt * 1000} Hz, {MostEvents} events a step";
        _events = Array.ConvertAll(
            rates,
            rate => new Events(Require.That(rate * sources * dt / 1000 <= MostEvents, $"{target}", "rate", rate, most) * sources * dt / 1000));
        _weights = Array.ConvertAll(weights, T.CreateTruncating);
        // the neurons before the first are there, so that those of a word of random bits are the same in every range; they never fire
        _one = new ulong[target.Start + target.Count];
        _more = new ulong[target.Start + target.Count];
        for (var n = 0; n < target.Count; n++)
        {
            _one[target.Start + n] = Philox.Threshold(EventsOf(n).One);
            _more[target.Start + n] = Philox.Threshold(EventsOf(n).More);
        }
    }

    public PopulationRange Target { get; }

    public int Input { get; }

    /// <summary>The events of a step, added to a row of the population's input, for the neurons from a multiple of 64 up to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long step, int start, int end, Span<T> row)
    {
        (start, end) = (Math.Max(start, Target.Start / 64 * 64), Math.Min(end, Target.Start + Target.Count));
        Span<ulong> one = stackalloc ulong[16], more = stackalloc ulong[16];
        for (var from = start; from < end; from += 64 * one.Length)
        {
            var count = Math.Min(64 * one.Length, end - from);
            one.Clear();
            more.Clear();
            Philox.FillBits(one, _one.AsSpan(from, count), _seed, _stream, (uint)from, (uint)step, One);
            Philox.FillBits(more, _more.AsSpan(from, count), _seed, _stream, (uint)from, (uint)step, More);
            for (var w = 0; w * 64 < count; w++)
            {
                for (var word = one[w]; word != 0; word &= word - 1)
                {
                    var bit = BitOperations.TrailingZeroCount(word);
                    var neuron = from + w * 64 + bit;
                    var weight = _weights[_weights.Length == 1 ? 0 : neuron - Target.Start];
                    row[neuron] += (more[w] >> bit & 1) == 0 ? weight : T.CreateTruncating(Count(neuron, step)) * weight;
                }
            }
        }
    }

    /// <summary>How many events there are, where there is more than one.</summary>
    private int Count(int neuron, long step)
    {
        var (w0, w1, _, _) = Philox.Block((uint)neuron, (uint)step, HowMany, _stream, (uint)_seed, (uint)(_seed >> 32));
        var events = EventsOf(neuron - Target.Start);
        // the inverse of the distribution of two or more
        var (count, probability) = (2, events.Two);
        var left = ((((ulong)w0 << 32) | w1) >> 11) * (1.0 / (1L << 53)) - probability;
        while (left >= 0 && probability > 0)
        {
            probability *= events.Mean / ++count;
            left -= probability;
        }
        return count;
    }

    private Events EventsOf(int neuron) => _events[_events.Length == 1 ? 0 : neuron];

    /// <summary>The distribution of a number of events.</summary>
    private readonly struct Events
    {
        public Events(double mean)
        {
            Mean = mean;
            One = -double.ExpM1(-mean);
            More = mean > 0 ? Math.Max(0, 1 - mean / double.ExpM1(mean)) : 0;
            Two = mean * mean / 2 * Math.Exp(-mean) / (One * More);
        }

        public double Mean { get; }

        /// <summary>The probability of one or more.</summary>
        public double One { get; }

        /// <summary>That of more than one, where there is one.</summary>
        public double More { get; }

        /// <summary>That of two, where there is more than one.</summary>
        public double Two { get; }
    }
}
