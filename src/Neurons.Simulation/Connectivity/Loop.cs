namespace Neurons.Simulation;

/// <summary>Loops over rows in parallel.</summary>
internal static class Loop
{
    /// <summary>Runs parts of at most so many items: (worker, first item, item after the last).</summary>
    public static void Run(int items, int grain, Action<int, int, int> body) =>
        Parallelism.Run((items + grain - 1) / grain, new Work(items, grain, body));

    private sealed class Work(int items, int grain, Action<int, int, int> body) : IWork
    {
        public void Run(int worker, int item) => body(worker, item * grain, Math.Min(items, (item + 1) * grain));
    }
}
