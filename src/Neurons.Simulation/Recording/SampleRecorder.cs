using System.Numerics;
using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>Numbers of chosen things, neurons or synapses, at chosen intervals.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class SampleRecorder<T> : StreamingRecorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string _owner;
    private readonly int _things;
    private readonly T[][] _values;
    private readonly int _every;
    private readonly long _most;
    private int[] _steps = [];
    private int _count;

    // where the samples of the steps that room was made for begin
    private (int Row, long Step) _next;

    private protected SampleRecorder(string owner, string[] names, int things, int every, long most)
    {
        (_owner, Names, _things, _every, _most) = (owner, names, things, every, Math.Min(most, (long)Array.MaxLength * Math.Max(1, names.Length)));
        if (names.Distinct().Count() < names.Length)
            throw new ArgumentException($"{owner}: {string.Join(", ", names)} are to be recorded; each can be once.", nameof(names));
        _values = Array.ConvertAll(names, _ => Array.Empty<T>());
    }

    /// <summary>The names of what is recorded, as they were given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The steps at the ends of which they were recorded.</summary>
    public int[] Steps
    {
        get
        {
            RequireInMemory();
            return HeldSteps;
        }
    }

    /// <summary>The numbers of one name, [times, neurons or synapses].</summary>
    /// <param name="name">Its name, as it was given.</param>
    public Tensor<T> this[string name]
    {
        get
        {
            RequireInMemory();
            var at = Names.ToList().IndexOf(name);
            return at >= 0
                ? Tensor.Create(_values[at][..(_count * _things)], [_count, _things])
                : throw new ArgumentException($"{name} is not recorded of {_owner}; {string.Join(", ", Names)} are.", nameof(name));
        }
    }

    private protected sealed override int HeldCount => _count;

    private protected sealed override unsafe long BytesEach => (long)_values.Length * _things * sizeof(T);

    private int[] HeldSteps => _steps[.._count];

    /// <summary>What the columns are, and the name of their array.</summary>
    private protected abstract (string Name, int[] Numbers) Things { get; }

    private protected sealed override void Open()
    {
        var (name, numbers) = Things;
        Open<int>(name);
        Append<int>(name, numbers);
        Open<int>("step");
        foreach (var quantity in Names) Open<T>(quantity, _things);
    }

    private protected sealed override void Write()
    {
        Append<int>("step", HeldSteps);
        for (var i = 0; i < _values.Length; i++) Append<T>(Names[i], _values[i].AsSpan(0, _count * _things), _things);
    }

    private protected sealed override void Forget(bool keepsMemory)
    {
        _count = 0;
        if (keepsMemory) return;
        _steps = [];
        Array.Fill(_values, []);
    }

    private protected sealed override IEnumerable<NpzArray> Arrays() =>
        [NpzArray.Of("step", Tensor.Create(Steps, [_count])), .. Names.Select(name => NpzArray.Of(name, this[name])),
            NpzArray.Of(Things.Name, Tensor.Create((int[])Things.Numbers.Clone(), [_things]))];

    /// <summary>Which of things are a thread's own, by the neuron that decides.</summary>
    private protected static int[][] ByThread(int[] neurons, int[] firstOfThread) =>
        [.. Enumerable.Range(0, firstOfThread.Length - 1).Select(thread =>
            Enumerable.Range(0, neurons.Length).Where(i => neurons[i] >= firstOfThread[thread] && neurons[i] < firstOfThread[thread + 1]).ToArray())];

    /// <summary>Writes those numbers of a name that are a thread's own.</summary>
    private protected abstract void Sample(int name, int thread, long step, Span<T> row);

    internal sealed override int LooksEvery => _every;

    internal sealed override void Reserve(long step, long steps)
    {
        var first = (step + _every - 1) / _every * _every;
        long Rows() => _count + (step + steps - first + _every - 1) / _every;
        var rows = Rows();
        if (rows * _things * _values.Length > _most)
        {
            HandOver(isEnd: true);
            rows = Rows();
        }
        if (rows * _things * _values.Length > _most)
            throw new InvalidOperationException(
                $"The recorder of {string.Join(", ", Names)} of {_owner} would have {rows * _things * _values.Length} numbers; "
                + $"it may have {_most}. Give it more, record more seldom, stream it to a folder, or take what it has and clear it from time to "
                + "time.");
        _next = (_count, first);
        Enlarge(ref _steps, rows);
        for (var i = 0; i < _values.Length; i++) Enlarge(ref _values[i], rows * _things);
    }

    private static void Enlarge<TItem>(ref TItem[] values, long least)
    {
        if (values.Length < least) Array.Resize(ref values, (int)Math.Min(Array.MaxLength, Math.Max(least, 2L * values.Length)));
    }

    internal sealed override void Record(int thread, long step)
    {
        if (step % _every != 0) return;
        var row = _next.Row + (int)((step - _next.Step) / _every);
        for (var i = 0; i < _values.Length; i++) Sample(i, thread, step, _values[i].AsSpan(row * _things, _things));
        if (thread != 0) return;
        _steps[row] = (int)step;
        _count = row + 1;
    }
}
