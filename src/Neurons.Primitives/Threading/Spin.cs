using System.Diagnostics;

namespace Neurons.Primitives;

/// <summary>
/// The short spin before a thread sleeps: loops that follow each other closely then find the threads awake,
/// and idle threads cost nothing.
/// </summary>
internal static class Spin
{
    private static readonly long _limit = Stopwatch.Frequency / 10_000; // 100 microseconds: waking a sleeping thread takes about as long

    /// <summary>Pauses for a moment; true once a spin that began at <paramref name="start"/> has lasted enough.</summary>
    public static bool IsOver(long start)
    {
        Thread.SpinWait(8);
        return Stopwatch.GetTimestamp() - start > _limit;
    }
}
