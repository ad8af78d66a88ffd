using System.Runtime.InteropServices;

namespace Neurons.Gpu;

/// <summary>
/// A queue of a device. What is asked of one stream is done in order; what is asked of several may be done at once. What a stream reads or writes is
/// waited for where another has yet to write or to read it, so results are those of one queue.
/// </summary>
public sealed class DeviceStream : IDisposable
{
    private readonly Queue _queue;

    internal DeviceStream(Device device, bool isFirst)
    {
        Device = device;
        Pool = new(device);
        _queue = new(device, Pool, isFirst);
    }

    /// <summary>Whose it is.</summary>
    public Device Device { get; }

    internal DevicePool Pool { get; }

    internal bool IsOpen => !_queue.IsClosed;

    /// <summary>How often it has been made to wait for another.</summary>
    internal int Waits { get; private set; }

    /// <summary>
    /// From now on, what is asked of the device goes into this stream, until what is returned is disposed of: that of this thread, and of tasks that
    /// it begins.
    /// </summary>
    /// <exception cref="ObjectDisposedException">It has been disposed of.</exception>
    public IDisposable Use()
    {
        ObjectDisposedException.ThrowIf(!IsOpen, this);
        return Device.Enter(this);
    }

    /// <summary>Waits until all that was asked of it is done.</summary>
    /// <exception cref="DeviceException">Something of it failed.</exception>
    public void Synchronize()
    {
        using var queue = Lease();
        Device.Finish(queue.Handle);
    }

    /// <summary>Waits until all is done, and gives the queue and the memory that it keeps back. Tensors stay as they are.</summary>
    public void Dispose()
    {
        if (!IsOpen) return;
        try
        {
            Synchronize();
        }
        finally
        {
            _queue.Dispose();
        }
    }

    /// <summary>For people.</summary>
    public override string ToString() => $"a stream of {Device}{(IsOpen ? "" : ", disposed")}";

    /// <summary>What the driver knows it by, which stays while the lease is held, whoever disposes of the stream.</summary>
    internal QueueLease Lease()
    {
        ObjectDisposedException.ThrowIf(!IsOpen, this);
        return new(_queue);
    }

    /// <summary>What is asked of it from now on begins when all is done that another has been asked for. One that is closed has done all.</summary>
    internal void WaitFor(DeviceStream other)
    {
        if (ReferenceEquals(other, this) || !other.IsOpen) return;
        using var mine = Lease();
        try
        {
            using var others = other.Lease();
            Device.Await(mine.Handle, others.Handle);
            Waits++;
        }
        catch (ObjectDisposedException) when (!other.IsOpen)
        {
            // closed meanwhile
        }
    }

    /// <summary>The queue, which is given back when it is disposed of or forgotten, as is the memory that is kept for it.</summary>
    private sealed class Queue : SafeHandle
    {
        private readonly Device _device;
        private readonly DevicePool _pool;

        public Queue(Device device, DevicePool pool, bool isFirst)
            : base(-1, true)
        {
            (_device, _pool) = (device, pool);
            SetHandle(device.OpenQueue(isFirst));
        }

        public override bool IsInvalid => handle == -1;

        protected override bool ReleaseHandle()
        {
            _pool.Close();
            _device.CloseQueue(handle);
            return true;
        }
    }
}

/// <summary>A handle that is not given back while this is held.</summary>
internal readonly ref struct QueueLease
{
    private readonly SafeHandle _queue;

    public QueueLease(SafeHandle queue)
    {
        var isHeld = false;
        queue.DangerousAddRef(ref isHeld);
        _queue = queue;
    }

    public nint Handle => _queue.DangerousGetHandle();

    public void Dispose() => _queue.DangerousRelease();
}
