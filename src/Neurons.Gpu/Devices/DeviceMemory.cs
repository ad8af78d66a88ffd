using System.Runtime.InteropServices;

namespace Neurons.Gpu;

/// <summary>
/// A piece of a device's memory, which is given back when it is disposed of or forgotten. It knows the streams that use it: one that reads waits for
/// the one that wrote, and one that writes for all.
/// </summary>
internal sealed class DeviceMemory : SafeHandle
{
    private readonly Device _device;
    private readonly long _bytes;
    private readonly bool _isBorrowed;
    private readonly Lock _lock = new();
    private DeviceStream _writer;
    private List<DeviceStream>? _readers;

    public DeviceMemory(Device device, DeviceStream writer, nint handle, long bytes, bool isBorrowed = false)
        : base(0, true)
    {
        _device = device;
        _writer = writer;
        _bytes = bytes;
        _isBorrowed = isBorrowed;
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The bytes that were asked for.</summary>
    public long Length => _bytes;

    /// <summary>What the driver knows it by.</summary>
    /// <exception cref="ObjectDisposedException">It has been given back.</exception>
    public nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, typeof(DeviceTensor<>));
            return handle;
        }
    }

    /// <summary>Before a stream is asked to read it.</summary>
    public void ReadBy(DeviceStream stream)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_writer, stream) || _readers?.Contains(stream) == true) return;
            stream.WaitFor(_writer);
            // those that are closed have read it
            _readers?.RemoveAll(reader => !reader.IsOpen);
            (_readers ??= []).Add(stream);
        }
    }

    /// <summary>Before a stream is asked to write it.</summary>
    public void WrittenBy(DeviceStream stream)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_writer, stream) && _readers is null) return;
            stream.WaitFor(_writer);
            _readers?.ForEach(stream.WaitFor);
            (_writer, _readers) = (stream, null);
        }
    }

    protected override bool ReleaseHandle()
    {
        if (_isBorrowed) _device.Return(handle, _bytes, [_writer, .. _readers ?? []]);
        else _device.Give(handle, _bytes, _writer, _readers);
        return true;
    }
}
