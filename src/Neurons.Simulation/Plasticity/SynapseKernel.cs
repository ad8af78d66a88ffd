using System.Numerics;
using Neurons.Compile;

namespace Neurons.Simulation;

/// <summary>
/// An event of synapses, compiled. Its slots are the columns, the time that has passed, the columns that change, and what is released.
/// </summary>
internal sealed class SynapseKernel
{
    private SynapseKernel(Kernel kernel, int[] read, int[] changed) => (Run, Read, Changed) = (kernel, read, changed);

    public Kernel Run { get; }

    /// <summary>The columns that it reads.</summary>
    public int[] Read { get; }

    /// <summary>The columns that it changes.</summary>
    public int[] Changed { get; }

    /// <summary>Compiles an event; null where nothing happens.</summary>
    /// <param name="model">Whose it is.</param>
    /// <param name="what">The event.</param>
    /// <param name="isShared">Which parameters are one number for all synapses; the others are columns behind those of the states.</param>
    public static SynapseKernel? Of<T>(SynapseModel model, SynapseEvent? what, bool[] isShared)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (what is null) return null;
        var states = model.StateLeaves;
        int[] changed = [.. Enumerable.Range(0, states.Length).Where(s => !ReferenceEquals(what.Next[s], states[s]))];
        Expr[] results = [.. changed.Select(s => what.Next[s]), .. what.Release is null ? [] : new[] { what.Release }];
        if (results.Length == 0) return null;
        Expr[] leaves = [.. states, .. model.ParameterLeaves, model.Elapsed, model.Modulation];
        bool[] shared = [.. states.Select(_ => false), .. isShared, false, true];
        var uses = Elementwise.uses(leaves, results);
        var columns = Enumerable.Range(0, states.Length + isShared.Length).Where(leaf => !shared[leaf]).ToArray();
        return new(
            Elementwise.rows(typeof(T) == typeof(float) ? Precision.Float32 : Precision.Float64, leaves, shared, results),
            [.. Enumerable.Range(0, columns.Length).Where(column => uses[columns[column]])],
            changed);
    }
}

/// <summary>What a thread computes events with: rows for a block of synapses, and the kernel's table of where they are.</summary>
internal sealed unsafe class SynapseDesk<T>(int columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most synapses that a kernel is given at once.</summary>
    public const int Block = 512;

    // rows that are touched side by side must not lie at the same place in their pages
    private readonly int _stride = Block + 1344 / sizeof(T);
    private readonly T[] _rows = GC.AllocateArray<T>((columns + 2) * (Block + 1344 / sizeof(T)), pinned: true);
    private readonly nint[] _slots = GC.AllocateArray<nint>(2 * columns + 2, pinned: true);

    /// <summary>Where the table is.</summary>
    public nint* Slots => (nint*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _slots[0]);

    /// <summary>The time that has passed since the last event of each, in ms.</summary>
    public T* Elapsed => Row(columns);

    /// <summary>What is released by each.</summary>
    public T* Released => Row(columns + 1);

    /// <summary>Room for the numbers of a column.</summary>
    public T* Row(int column) => (T*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _rows[column * _stride]);
}
