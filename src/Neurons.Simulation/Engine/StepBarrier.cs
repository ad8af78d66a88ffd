using System.Runtime.CompilerServices;

namespace Neurons.Simulation;

/// <summary>Where threads wait for each other, many times a millisecond.</summary>
internal sealed class StepBarrier(int threads)
{
    private const int Spins = 300;

    private int _waiting;
    private int _round;
    private volatile Exception? _failure;

    /// <summary>What a thread has failed with; null where none has.</summary>
    public Exception? Failure => _failure;

    /// <summary>Waits for all; false when one has failed, and all must stop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Wait()
    {
        if (threads == 1) return _failure is null;
        var round = Volatile.Read(ref _round);
        if (Interlocked.Increment(ref _waiting) == threads)
        {
            _waiting = 0;
            Volatile.Write(ref _round, round + 1);
        }
        else
        {
            for (var spins = 0; Volatile.Read(ref _round) == round && _failure is null; spins++)
            {
                if (spins < Spins) Thread.SpinWait(1);
                else Thread.Yield();
            }
        }
        return _failure is null;
    }

    /// <summary>Lets all threads stop.</summary>
    public void Fail(Exception failure) => _failure = failure;
}
