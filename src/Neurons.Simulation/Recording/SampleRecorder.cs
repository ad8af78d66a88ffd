using System.Numerics;
using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>Numbers of chosen things, neurons or synapses, at chosen intervals.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class SampleRecorder<T> : Recorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string _owner;
    private readonly int _things;
    private readonly T[][] _values;
    private readonly int _every;
    private readonly long _most;
    private long _first = -1;

    private protected SampleRecorder(string owner, string[] names, int things, int every, long most)
    {
        (_owner, Names, _things, _every, _most) = (owner, names, things, every, most);
        _values = Array.ConvertAll(names, _ => Array.Empty<T>());
    }

    /// <summary>The names of what is recorded, as they were given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many times they were recorded.</summary>
    public int Count { get; private set; }

    /// <summary>The steps at the ends of which they were recorded.</summary>
    public int[] Steps => [.. Enumerable.Range(0, Count).Select(row => (int)(_first + (long)row * _every))];

    /// <summary>The numbers of one name, [times, neurons or synapses].</summary>
    /// <param name="name">Its name, as it was given.</param>
    public Tensor<T> this[string name]
    {
        get
        {
            var at = Names.ToList().IndexOf(name);
            return at >= 0
                ? Tensor.Create(_values[at][..(Count * _things)], [Count, _things])
                : throw new ArgumentException($"{name} is not recorded of {_owner}; {string.Join(", ", Names)} are.", nameof(name));
        }
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        (Count, _first) = (0, -1);
        for (var i = 0; i < _values.Length; i++) _values[i] = [];
    }

    private protected override IEnumerable<NpzArray> Arrays() =>
        [NpzArray.Of("step", Tensor.Create(Steps, [Count])), .. Names.Select(name => NpzArray.Of(name, this[name]))];

    /// <summary>Which of things are a thread's own, by the neuron that decides.</summary>
    private protected static int[][] ByThread(int[] neurons, int[] firstOfThread) =>
        [.. Enumerable.Range(0, firstOfThread.Length - 1).Select(thread =>
            Enumerable.Range(0, neurons.Length).Where(i => neurons[i] >= firstOfThread[thread] && neurons[i] < firstOfThread[thread + 1]).ToArray())];

    /// <summary>Writes those numbers of a name that are a thread's own.</summary>
    private protected abstract void Sample(int name, int thread, long step, Span<T> row);

    internal sealed override void Reserve(long step, long steps)
    {
        if (_first < 0) _first = (step + _every - 1) / _every * _every;
        var rows = (step + steps - _first) / _every + 1;
        if (rows * _things * _values.Length > _most)
            throw new InvalidOperationException(
                $"The recorder of {string.Join(", ", Names)} of {_owner} would have {rows * _things * _values.Length} numbers; "
                + $"it may have {_most}. Give it more, record more seldom, or take what it has and clear it from time to time.");
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i].Length < rows * _things)
                Array.Resize(ref _values[i], (int)Math.Min(Array.MaxLength, Math.Max(rows * _things, 2L * _values[i].Length)));
        }
    }

    internal sealed override void Record(int thread, long step)
    {
        if (step % _every != 0) return;
        var row = (int)((step - _first) / _every);
        for (var i = 0; i < _values.Length; i++) Sample(i, thread, step, _values[i].AsSpan(row * _things, _things));
        if (thread == 0) Count = row + 1;
    }
}
