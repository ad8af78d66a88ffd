using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>
/// Events of Poisson processes at an input of neurons, each neuron with processes of its own. What is drawn is the number of events in a step of a
/// group of neurons, and for each event the neuron: that is as if each neuron had been drawn by itself. Where rates differ, events are those
/// of the highest, and are kept with the ratio of their neuron's rate to it.
/// </summary>
internal sealed class PoissonDrive<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The mean number of events in a step, at most: e^−mean must be a number.</summary>
    private const double MostEvents = 500;

    /// <summary>A group has at most so many neurons, a power of 2 that divides what threads begin at, and at most so many events a step.</summary>
    private const int MostNeurons = 64, MostEventsOfGroup = 16;

    private const int KeptBits = 32;

    private readonly PoissonCounts _counts;
    private readonly int _placeBits;
    private readonly ulong[]? _kept;
    private readonly T[] _weights;
    private readonly ulong _seed;
    private readonly uint _stream;

    public PoissonDrive(PopulationRange target, int input, double[] rates, double[] weights, double sources, double dt, ulong seed, uint stream)
    {
        (Target, Input, _seed, _stream) = (target, input, seed, stream);
        var most = $"at most {MostEvents / sources / dt * 1000} Hz, {MostEvents} events a step";
        var means = Array.ConvertAll(
            rates, rate => Require.That(rate * sources * dt / 1000 <= MostEvents, $"{target}", "rate", rate, most) * sources * dt / 1000);
        var highest = means.DefaultIfEmpty().Max();
        _placeBits = BitOperations.Log2((uint)Math.Clamp(MostEventsOfGroup / Math.Max(highest, 1e-3), 1, MostNeurons));
        _counts = new(highest * (1 << _placeBits));
        if (means.Any(mean => mean < highest)) _kept = Array.ConvertAll(means, mean => Philox.Threshold(mean / highest));
        _weights = Array.ConvertAll(weights, T.CreateTruncating);
    }

    public PopulationRange Target { get; }

    public int Input { get; }

    /// <summary>What an event adds: one number for all neurons, or one each.</summary>
    public ReadOnlySpan<T> Weights => _weights;

    /// <summary>Whether the events of a neuron in a step are added at once, as their number times the weight.</summary>
    public bool AddsAtOnce => _placeBits == 0 && _kept is null;

    /// <summary>The number of events of each neuron in a step.</summary>
    public void Count(long step, Span<T> counts)
    {
        counts.Clear();
        Add(step, 0, Target.Start + Target.Count, counts, Target.Start, isCount: true);
    }

    /// <summary>The events of a step, added to a row of the population's input, for the neurons from a multiple of 64 up to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(long step, int start, int end, Span<T> row) => Add(step, start, end, row, 0, isCount: false);

    /// <summary>The same to a row that begins with a neuron; of what an event adds, or of ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(long step, int start, int end, Span<T> row, int origin, bool isCount)
    {
        // a group of which a part is not driven has events there, too, which are left out
        var driven = Target.Start + Target.Count;
        (start, end) = (Math.Max(start, Target.Start / MostNeurons * MostNeurons), Math.Min(end, driven));
        for (var first = start; first < end; first += 1 << _placeBits)
        {
            var random = new RandomBits(_seed, _stream, (uint)step, (uint)first);
            var count = _counts.Of(random.Take(53) * (1.0 / (1L << 53)));
            if (AddsAtOnce)
            {
                if (count > 0 && first >= Target.Start)
                    row[first - origin] += T.CreateTruncating(count) * (isCount ? T.One : WeightOf(first));
                continue;
            }
            for (; count > 0; count--)
            {
                var neuron = first + (int)random.Take(_placeBits);
                var isKept = _kept is null || random.Take(KeptBits) < ThresholdOf(neuron);
                if (isKept && neuron >= Target.Start && neuron < driven) row[neuron - origin] += isCount ? T.One : WeightOf(neuron);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T WeightOf(int neuron) => _weights[_weights.Length == 1 ? 0 : neuron - Target.Start];

    /// <summary>What is below it is kept; nothing of a neuron that is not driven.</summary>
    private ulong ThresholdOf(int neuron) => (uint)(neuron - Target.Start) < (uint)Target.Count ? _kept![neuron - Target.Start] : 0;

    /// <summary>Random bits of a group of neurons in a step.</summary>
    private ref struct RandomBits(ulong seed, uint stream, uint step, uint group)
    {
        private ulong _bits;
        private ulong _following;
        private int _left;
        private uint _block;
        private bool _isFollowed;

        /// <summary>So many of them, fewer than 64.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Take(int count)
        {
            if (_left < count) Draw();
            var taken = _bits & ((1UL << count) - 1);
            _bits >>= count;
            _left -= count;
            return taken;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Draw()
        {
            _left = 64;
            _isFollowed = !_isFollowed;
            if (!_isFollowed)
            {
                _bits = _following;
                return;
            }
            var (w0, w1, w2, w3) = Philox.Block(group, step, _block++, stream, (uint)seed, (uint)(seed >> 32));
            (_bits, _following) = (((ulong)w0 << 32) | w1, ((ulong)w2 << 32) | w3);
        }
    }
}
