namespace Neurons.Primitives;

/// <summary>How many threads Neurons computes with. Results do not depend on it.</summary>
public static class Parallelism
{
    /// <summary>The most threads that can be asked for.</summary>
    public const int MaxThreads = 256;

    private static int _threads = Math.Clamp(Environment.ProcessorCount, 1, MaxThreads);

    /// <summary>
    /// The number of threads that a parallel loop uses, the calling one included; at first the number of
    /// processors. A change holds for the loops that start after it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in 1 .. <see cref="MaxThreads"/>.</exception>
    public static int Threads
    {
        get => Volatile.Read(ref _threads);
        set
        {
            if (value is < 1 or > MaxThreads)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value), value, $"Parallelism.Threads is {value}; it must be in 1 .. {MaxThreads}.");
            }
            Volatile.Write(ref _threads, value);
        }
    }

    /// <summary>
    /// Runs the items 0 .. <paramref name="items"/> − 1 of a loop, each once, on at most <see cref="Threads"/> threads, and returns when all
    /// are done. It allocates nothing. A loop within an item runs on the thread of the item.
    /// </summary>
    /// <param name="items">The number of items; 0 or more.</param>
    /// <param name="work">The body. When it throws, no further items start, and the first exception is thrown here.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="items"/> is below 0.</exception>
    public static void Run(int items, IWork work)
    {
        Require.AtLeast(0, nameof(Parallelism), nameof(items), items);
        ArgumentNullException.ThrowIfNull(work);
        Workers.Shared.Run(items, work);
    }
}
