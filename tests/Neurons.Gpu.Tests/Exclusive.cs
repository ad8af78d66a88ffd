namespace Neurons.Gpu.Tests;

/// <summary>Tests that count what a device holds: no others run beside them, and what those left is collected.</summary>
[CollectionDefinition(nameof(Exclusive), DisableParallelization = true)]
public sealed class Exclusive
{
    /// <summary>The bytes that a device holds, without what is held no more.</summary>
    public static long Allocated(Device device)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return device.Allocated;
    }
}
