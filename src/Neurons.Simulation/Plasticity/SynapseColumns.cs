using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>
/// The states of synapses, a column each, with the parameters that each has of its own, and the step of the last event. A state is as of that step;
/// it decays when the next event comes.
/// </summary>
/// <param name="columns">The columns, pinned: those of the states come first.</param>
/// <param name="shared">The parameters that all synapses share, and behind them room for a modulation; pinned.</param>
/// <param name="dt">The time step in ms.</param>
internal sealed unsafe class SynapseColumns<T>(T[][] columns, T[] shared, double dt)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _dt = T.CreateTruncating(dt);
    private readonly int[] _updated = GC.AllocateArray<int>(columns[0].Length, pinned: true);

    /// <summary>The step of the last event of each.</summary>
    public int[] Updated => _updated;

    public int Count => _updated.Length;

    public T[] this[int column] => columns[column];

    public SynapseDesk<T> NewDesk() => new(columns.Length);

    /// <summary>The modulation that kernels are given.</summary>
    public void SetModulation(double value) => shared[^1] = T.CreateTruncating(value);

    /// <summary>An event of synapses side by side, at most a block of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(SynapseKernel kernel, SynapseDesk<T> desk, int first, int count, long step)
    {
        var slots = desk.Slots;
        var updated = _updated.AsSpan(first, count);
        var elapsed = new Span<T>(desk.Elapsed, count);
        TensorPrimitives.Subtract((int)step, updated, updated);
        TensorPrimitives.ConvertTruncating<int, T>(updated, elapsed);
        TensorPrimitives.Multiply(elapsed, _dt, elapsed);
        updated.Fill((int)step);
        for (var c = 0; c < columns.Length; c++) slots[c] = (nint)Unsafe.AsPointer(ref columns[c][first]);
        Invoke(kernel, desk, count);
    }

    /// <summary>An event of synapses anywhere, at most a block of them and none twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(SynapseKernel kernel, SynapseDesk<T> desk, ReadOnlySpan<int> synapses, long step)
    {
        var elapsed = desk.Elapsed;
        var slots = desk.Slots;
        var now = (int)step;
        for (var i = 0; i < synapses.Length; i++)
        {
            ref var updated = ref _updated[synapses[i]];
            elapsed[i] = T.CreateTruncating(now - updated) * _dt;
            updated = now;
        }
        for (var c = 0; c < columns.Length; c++) slots[c] = (nint)desk.Row(c);
        foreach (var c in kernel.Read)
        {
            var row = desk.Row(c);
            var column = columns[c];
            for (var i = 0; i < synapses.Length; i++) row[i] = column[synapses[i]];
        }
        Invoke(kernel, desk, synapses.Length);
        foreach (var c in kernel.Changed)
        {
            var row = desk.Row(c);
            var column = columns[c];
            for (var i = 0; i < synapses.Length; i++) column[synapses[i]] = row[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Invoke(SynapseKernel kernel, SynapseDesk<T> desk, int count)
    {
        var slots = desk.Slots;
        var next = columns.Length;
        slots[next++] = (nint)desk.Elapsed;
        foreach (var c in kernel.Changed) slots[next++] = slots[c];
        slots[next] = (nint)desk.Released;
        kernel.Run.Invoke((nint)slots, (nint)Unsafe.AsPointer(ref shared[0]), count);
    }
}
