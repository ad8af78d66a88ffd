namespace Neurons.Gpu;

/// <summary>
/// Memory of a device that tensors have given back, for others of the same size: a call that is repeated asks the driver for nothing. As a stream
/// does all in order, memory of one may be used again while it is still being read. An eighth of the device's memory is kept at most.
/// </summary>
internal sealed class DevicePool(Device device)
{
    private readonly Dictionary<long, Stack<nint>> _kept = [];
    private readonly Lock _lock = new();
    private long _bytes;
    private bool _isClosed;

    /// <summary>Takes memory; what is kept goes back to the driver where that has none left.</summary>
    public nint Take(long bytes, out string? problem)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(bytes, out var stack) && stack.TryPop(out var known))
            {
                _bytes -= bytes;
                problem = null;
                return known;
            }
        }

        var handle = device.New(bytes, out problem);
        if (problem is null) return handle;
        device.Trim();
        handle = device.New(bytes, out problem);
        if (problem is null) return handle;
        // tensors that were forgotten, and not disposed of, hold memory until they are collected
        GC.Collect();
        GC.WaitForPendingFinalizers();
        device.Trim();
        return device.New(bytes, out problem);
    }

    public void Give(nint handle, long bytes)
    {
        lock (_lock)
        {
            if (!_isClosed && _bytes + bytes <= device.Memory / 8)
            {
                if (!_kept.TryGetValue(bytes, out var stack)) stack = _kept[bytes] = new();
                stack.Push(handle);
                _bytes += bytes;
                return;
            }
        }

        device.Free(handle);
    }

    /// <summary>Gives all that is kept back to the driver, and keeps nothing from now on.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
        Clear();
    }

    /// <summary>Gives all that is kept back to the driver.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var handle in _kept.Values.SelectMany(stack => stack)) device.Free(handle);
            _kept.Clear();
            _bytes = 0;
        }
    }
}
