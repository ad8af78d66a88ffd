using System.Numerics;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>A recorder that may write to disk while it records, so that its memory does not grow with the time that is simulated.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class StreamingRecorder<T> : Recorder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What is held before it is written, in bytes.</summary>
    private const int Held = 1 << 20;

    private readonly Dictionary<string, object> _files = [];
    private long _written;

    private protected StreamingRecorder()
    {
    }

    /// <summary>The folder that it writes to; null where all is kept in memory.</summary>
    public string? Folder { get; private set; }

    /// <summary>How much has been recorded: spikes, or times of samples; what has been written counts.</summary>
    public long Count => _written + HeldCount;

    /// <summary>
    /// Writes from now on all that is recorded, and what has been, to <c>.npy</c> files in a folder, of the same names and numbers as the arrays of
    /// <see cref="Recorder{T}.Save"/>. They grow while it runs, in pieces of about a megabyte, and are complete after each run; nothing that is
    /// written stays in memory, so that it has to be read from there.
    /// </summary>
    /// <param name="folder">The folder, which is created; files of these names in it are replaced.</param>
    /// <exception cref="InvalidOperationException">It writes to a folder already, or another recorder writes to this one.</exception>
    public void StreamTo(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (Folder is not null) throw new InvalidOperationException($"What is recorded is written to {Folder} already; a recorder has one folder.");
        if (All.OfType<StreamingRecorder<T>>().Any(other => other.Folder is { } its && Path.GetFullPath(its) == Path.GetFullPath(folder)))
            throw new InvalidOperationException($"Another recorder writes to {folder}, to files of the same names; give each a folder of its own.");
        Directory.CreateDirectory(folder);
        Folder = folder;
        try
        {
            Open();
            HandOver(isEnd: true);
        }
        catch
        {
            // all is in memory still
            Folder = null;
            throw;
        }
    }

    /// <inheritdoc/>
    public sealed override void Clear()
    {
        Forget(keepsMemory: false);
        _written = 0;
        if (Folder is not null) Open();
    }

    /// <summary>What is in memory now.</summary>
    private protected abstract int HeldCount { get; }

    /// <summary>Bytes of one of these.</summary>
    private protected abstract long BytesEach { get; }

    /// <summary>Begins files for what is recorded.</summary>
    private protected abstract void Open();

    /// <summary>Writes what is in memory.</summary>
    private protected abstract void Write();

    /// <summary>What is in memory is gone.</summary>
    private protected abstract void Forget(bool keepsMemory);

    /// <summary>Refuses to give from memory what has been written.</summary>
    private protected void RequireInMemory()
    {
        if (Folder is not null) throw new InvalidOperationException($"What is recorded is written to {Folder}: read it from the .npy files there.");
    }

    /// <summary>Begins a file.</summary>
    /// <param name="name">Its name, without an ending.</param>
    /// <param name="row">The shape of what is appended at once.</param>
    private protected void Open<TItem>(string name, params ReadOnlySpan<int> row)
        where TItem : unmanaged => _files[name] = new GrowingNpy<TItem>(Path.Combine(Folder!, $"{name}.npy"), row);

    /// <summary>Appends rows to a file, but those that it has already from an attempt of which another file failed.</summary>
    private protected void Append<TItem>(string name, ReadOnlySpan<TItem> values, int row = 1)
        where TItem : unmanaged
    {
        var file = (GrowingNpy<TItem>)_files[name];
        file.Append(values[checked((int)((file.Count - _written) * row))..]);
    }

    internal sealed override void HandOver(bool isEnd)
    {
        if (Folder is null || HeldCount == 0 || (!isEnd && HeldCount * BytesEach < Held)) return;
        Write();
        _written += HeldCount;
        Forget(keepsMemory: true);
    }
}
