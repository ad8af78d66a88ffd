using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>An input of a population and all that feeds it: events, which a ring adds up, and currents.</summary>
internal sealed unsafe class InputPort<T>(Population population, int index, double dt) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(PopulationRange Target, Current Current, double[] State, ulong Seed, uint Stream)> _currents = [];
    private int _longestDelay = -1;
    private NativeBuffer _row;
    private int _rowBytesOfThread;
    private bool _isFixed;

    /// <summary>What is on its way; null where no events come.</summary>
    public InputRing<T>? Ring { get; private set; }

    /// <summary>Whether all blocks of neurons read one row.</summary>
    public bool IsBlock { get; private set; }

    /// <summary>The currents, for what runs elsewhere.</summary>
    public IReadOnlyList<CurrentPart<T>> Currents => [.. _currents.Select(each =>
        new CurrentPart<T>(each.Target, each.Current, each.State, dt, each.Seed, each.Stream))];

    /// <summary>The numbers of currents that are kept from step to step.</summary>
    public IEnumerable<double[]> States => _currents.Where(current => current.State.Length > 0).Select(current => current.State);

    private string Name => $"{population.Name}.{population.Inputs[index]}";

    public void AddEvents(int longestDelay) => _longestDelay = Math.Max(_longestDelay, longestDelay);

    public void AddCurrent(PopulationRange target, Current current, ulong seed, uint stream)
    {
        current.Check(target.Count, dt);
        var state = new double[current.HasState ? target.Count : 0];
        Array.Fill(state, double.NaN);
        _currents.Add((target, current, state, seed, stream));
    }

    /// <summary>Makes ready the memory.</summary>
    public void Begin(int threads, int block)
    {
        if (_longestDelay >= 0)
        {
            Ring ??= new(Name, population.Size, _longestDelay);
            return;
        }
        if (_currents.Count == 0)
            throw new InvalidOperationException(
                $"Nothing feeds the input {Name}. Connect a population to it, or drive it, if only with 0: "
                + $"Drive({population.Name}, \"{population.Inputs[index]}\", 0.0).");
        IsBlock = _currents.TrueForAll(current => current.Current.IsShared && current.Target.Count == population.Size);
        _isFixed = _currents.TrueForAll(current => current.Current.IsConstant);
        _row.Dispose();
        _rowBytesOfThread = IsBlock ? block * sizeof(T) : 0;
        var bytes = IsBlock ? (long)block * sizeof(T) * threads : (long)population.Size * sizeof(T);
        _row = NativeBuffer.Rent(bytes);
        _row.Span<byte>(checked((int)bytes)).Clear();
        if (!_isFixed) return;
        Span<double> scratch = new double[block];
        for (var start = 0; start < (IsBlock ? block * threads : population.Size); start += block)
            Write((T*)_row.Address, start, IsBlock ? block : Math.Min(block, population.Size - start), 0, scratch, start);
    }

    /// <summary>Where the numbers of all neurons at a step are, or those of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Row(int thread, long step) => Ring?.Row(step) ?? _row.Address + thread * (nint)_rowBytesOfThread;

    /// <summary>Writes the currents of some neurons at a step, those of a block where it is one for all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill(nint row, long step, int start, int count, Span<double> scratch)
    {
        if (_currents.Count == 0 || (_isFixed && Ring is null)) return;
        Write((T*)row, IsBlock ? 0 : start, count, step, scratch, start);
    }

    /// <summary>What has arrived is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear(nint row, int start, int count)
    {
        if (Ring is not null) new Span<T>((T*)row + start, count).Clear();
    }

    public void Dispose()
    {
        Ring?.Dispose();
        _row.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(T* row, int at, int count, long step, Span<double> scratch, int start)
    {
        var to = new Span<T>(row + at, count);
        if (Ring is null) to.Clear();
        foreach (var (target, current, state, seed, stream) in _currents)
        {
            var (first, until) = IsBlock ? (0, count) : (Math.Max(0, target.Start - start), Math.Min(count, target.Start + target.Count - start));
            if (first >= until) continue;
            var own = start + first - target.Start;
            var values = scratch[..(until - first)];
            var asked = current.IsShared ? scratch[..1] : values;
            current.Fill(new(step, dt, IsBlock ? 0 : own, seed, stream), asked, state.Length == 0 ? [] : state.AsSpan(own, values.Length));
            if (current.IsShared) values.Fill(asked[0]);
            for (var i = 0; i < values.Length; i++) to[first + i] += T.CreateTruncating(values[i]);
        }
    }
}
