using System.Runtime.InteropServices;

namespace Neurons.Gpu;

/// <summary>A piece of a device's memory, which is given back when it is disposed of or forgotten.</summary>
internal sealed class DeviceMemory : SafeHandle
{
    private readonly Device _device;
    private readonly long _bytes;

    public DeviceMemory(Device device, nint handle, long bytes)
        : base(0, true)
    {
        _device = device;
        _bytes = bytes;
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

    protected override bool ReleaseHandle()
    {
        _device.Give(handle, _bytes);
        return true;
    }
}
