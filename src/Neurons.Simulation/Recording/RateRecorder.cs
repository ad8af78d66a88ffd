using System.Numerics;
using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>How many spikes some neurons have in each of the bins of time, which follow each other from the start of the simulation.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RateRecorder<T> : Recorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<int> _counts = [];
    private readonly double _dt;
    private PopulationState<T>? _population;
    private long _firstBin = -1;

    internal RateRecorder(PopulationRange neurons, double dt, int stepsABin) => (Range, _dt, StepsABin) = (neurons, dt, stepsABin);

    /// <summary>Whose spikes they are.</summary>
    public PopulationRange Range { get; }

    /// <summary>The steps of a bin.</summary>
    public int StepsABin { get; }

    /// <summary>The spikes of each bin; those of the last one may not all be there yet.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>When each bin begins, in ms.</summary>
    public double[] Times => [.. Enumerable.Range(0, _counts.Count).Select(bin => (_firstBin + bin) * StepsABin * _dt)];

    /// <summary>Spikes a neuron and second, of each bin.</summary>
    public double[] Rates => [.. _counts.Select(count => count / (double)Range.Count / (StepsABin * _dt) * 1000)];

    /// <inheritdoc/>
    public override void Clear()
    {
        _counts.Clear();
        _firstBin = -1;
    }

    private protected override IEnumerable<NpzArray> Arrays() =>
    [
        NpzArray.Of("time", Tensor.Create(Times, [_counts.Count])),
        NpzArray.Of("spikes", Tensor.Create(_counts.ToArray(), [_counts.Count])),
        NpzArray.Of("rate", Tensor.Create(Rates, [_counts.Count])),
    ];

    internal override void Begin(PopulationState<T>[] populations, int threads) => _population = populations[Range.Population.Index];

    internal override void Record(int thread, long step)
    {
        if (thread != 0) return;
        var bin = step / StepsABin;
        if (_firstBin < 0) _firstBin = bin;
        if (bin < _firstBin)
        {
            _counts.InsertRange(0, new int[_firstBin - bin]);
            _firstBin = bin;
        }
        while (_counts.Count <= bin - _firstBin) _counts.Add(0);
        var (start, end) = (Range.Start, Range.Start + Range.Count);
        for (var from = 0; from + 1 < _population!.FirstOfThread.Length; from++)
        {
            foreach (var neuron in _population.Spikes(from, step))
            {
                if (neuron >= start && neuron < end) _counts[(int)(bin - _firstBin)]++;
            }
        }
    }
}
