using System.Numerics;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>What a simulation keeps of its course.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Recorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private protected Recorder()
    {
    }

    /// <summary>All recorders of the simulation.</summary>
    internal IReadOnlyList<Recorder<T>> All { get; set; } = [];

    /// <summary>At the end of which steps it looks at states: those that this divides; 0 where it looks at spikes alone.</summary>
    internal virtual int LooksEvery => 0;

    /// <summary>Before the first step of a run.</summary>
    internal virtual void Begin(PopulationState<T>[] populations, int threads)
    {
    }

    /// <summary>Room for so many steps from one on; no other thread is at work.</summary>
    internal virtual void Reserve(long step, long steps)
    {
    }

    /// <summary>Writes what it holds, if it is one that does: at the end of a run, or where it is much; no other thread is at work.</summary>
    internal virtual void HandOver(bool isEnd)
    {
    }

    /// <summary>At the end of a step, by every thread.</summary>
    internal abstract void Record(int thread, long step);

    /// <summary>Writes what was recorded to an <c>.npz</c> file.</summary>
    /// <param name="path">The file to create or replace.</param>
    public void Save(string path) => NpzWriter.Write(path, Arrays());

    /// <summary>What was recorded, as arrays of a file.</summary>
    private protected abstract IEnumerable<NpzArray> Arrays();

    /// <summary>What was recorded is gone, and so is its memory.</summary>
    public abstract void Clear();
}
