using System.Numerics;
using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>The spikes of some neurons, in the order of their steps and, of a step, of the neurons.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SpikeRecorder<T> : StreamingRecorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _dt;
    private readonly int _most;
    private PopulationState<T>? _population;
    private int[] _steps = new int[1024];
    private int[] _neurons = new int[1024];
    private int _count;

    internal SpikeRecorder(PopulationRange neurons, double dt, int most) => (Range, _dt, _most) = (neurons, dt, most);

    /// <summary>Whose spikes they are.</summary>
    public PopulationRange Range { get; }

    /// <summary>The step of each.</summary>
    public ReadOnlySpan<int> Steps => InMemory(_steps);

    /// <summary>The neuron of each, counted from the first of the population.</summary>
    public ReadOnlySpan<int> Neurons => InMemory(_neurons);

    /// <summary>The time of each in ms: the beginning of its step.</summary>
    public double[] Times => Array.ConvertAll(Steps.ToArray(), step => step * _dt);

    /// <summary>Spikes a neuron and second.</summary>
    /// <param name="from">From this time on, in ms.</param>
    /// <param name="until">Up to this time, in ms.</param>
    public double Rate(double from, double until)
    {
        Require.That(until > from, nameof(SpikeRecorder<T>), nameof(until), until, $"> {from}");
        var (first, last) = (Math.Round(from / _dt), Math.Round(until / _dt));
        var spikes = 0;
        foreach (var step in Steps)
        {
            if (step >= first && step < last) spikes++;
        }
        return spikes / (double)Range.Count / (until - from) * 1000;
    }

    private protected override int HeldCount => _count;

    private protected override long BytesEach => 2 * sizeof(int);

    private protected override void Open()
    {
        Open<int>("step");
        Open<int>("neuron");
    }

    private protected override void Write()
    {
        Append<int>("step", _steps.AsSpan(0, _count));
        Append<int>("neuron", _neurons.AsSpan(0, _count));
    }

    private protected override void Forget(bool keepsMemory)
    {
        _count = 0;
        if (!keepsMemory) (_steps, _neurons) = (new int[1024], new int[1024]);
    }

    private protected override IEnumerable<NpzArray> Arrays() =>
    [
        NpzArray.Of("step", Tensor.Create(Steps.ToArray(), [_count])),
        NpzArray.Of("neuron", Tensor.Create(Neurons.ToArray(), [_count])),
    ];

    private ReadOnlySpan<int> InMemory(int[] column)
    {
        RequireInMemory();
        return column.AsSpan(0, _count);
    }

    internal override void Begin(PopulationState<T>[] populations, int threads) => _population = populations[Range.Population.Index];

    internal override void Record(int thread, long step)
    {
        if (thread != 0) return;
        var (start, end) = (Range.Start, Range.Start + Range.Count);
        for (var from = 0; from + 1 < _population!.FirstOfThread.Length; from++)
        {
            foreach (var neuron in _population.Spikes(from, step))
            {
                if (neuron < start || neuron >= end) continue;
                if (_count == _most) HandOver(isEnd: true);
                if (_count == _most)
                    throw new InvalidOperationException(
                        $"The recorder of {Range} has {_most} spikes, as many as it may. Give it more, stream it to a folder, or take what it has "
                        + "and clear it from time to time.");
                if (_count == _steps.Length)
                {
                    Array.Resize(ref _steps, (int)Math.Min(_most, 2L * _count));
                    Array.Resize(ref _neurons, _steps.Length);
                }
                (_steps[_count], _neurons[_count]) = ((int)step, neuron);
                _count++;
            }
        }
    }
}
