namespace Neurons.Primitives.Tests;

internal static class Allocations
{
    /// <summary>
    /// The managed bytes that the steady state of an action allocates on this thread: the least of several
    /// measurements, because a lock allocates once, when threads first contend for it.
    /// </summary>
    public static long InSteadyState(Action action)
    {
        action();
        var least = long.MaxValue;
        for (var round = 0; round < 10 && least != 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
