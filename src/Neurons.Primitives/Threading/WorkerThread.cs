using System.Diagnostics;

namespace Neurons.Primitives;

/// <summary>One background thread of <see cref="Workers"/> and the state machine that hands it jobs.</summary>
/// <remarks>
/// The pool turns Idle or Asleep into Offered, and whoever turns Offered back into Idle owns the offer: the
/// thread, to do it, or the pool, to withdraw it. Only the thread turns Idle into Asleep, and after that it
/// waits on the semaphore exactly once; only an offer that replaces Asleep releases it, so releases and waits
/// match one to one, also when the offer is withdrawn before the thread is awake.
/// </remarks>
internal sealed class WorkerThread
{
    private const int Idle = 0, Offered = 1, Asleep = 2;

    private readonly Workers _pool;
    private readonly int _number;
    private readonly SemaphoreSlim _awake = new(0);
    private int _state = Idle;

    public WorkerThread(Workers pool, int number)
    {
        _pool = pool;
        _number = number;
        new Thread(Loop) { IsBackground = true, Name = $"Neurons worker {number}" }.UnsafeStart();
    }

    /// <summary>Offers the pool's job. The last offer has been done or withdrawn.</summary>
    public void Offer()
    {
        if (Interlocked.Exchange(ref _state, Offered) == Asleep)
            _awake.Release();
    }

    /// <summary>Takes the offer back; false if the thread has taken it.</summary>
    public bool Withdraw() => TakeOffer();

    private bool TakeOffer() => Interlocked.CompareExchange(ref _state, Idle, Offered) == Offered;

    private void Loop()
    {
        while (true)
        {
            AwaitOffer();
            if (TakeOffer())
                _pool.Join(_number);
        }
    }

    private void AwaitOffer()
    {
        var start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _state) != Offered)
        {
            if (Spin.IsOver(start))
            {
                if (Interlocked.CompareExchange(ref _state, Asleep, Idle) == Idle)
                    _awake.Wait();
                return;
            }
        }
    }
}
