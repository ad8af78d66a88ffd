using System.Diagnostics;

namespace Neurons.Cli.Bench;

/// <summary>
/// A linear layer, 1000 → 1000 over 25 steps, whose input is bit-packed spikes, beside the same spikes as numbers in a dense product:
/// the rate in millions of outputs a second, and how many times the dense rate that is.
/// </summary>
internal static class SpikeBenchmarks
{
    private const int Steps = 25, Size = 1000, Rounds = 11;
    private const double Round = 0.004; // seconds, at least, of each of the two in turn

    public static IEnumerable<Benchmark> All() =>
        from gradient in new[] { false, true }
        from batch in new[] { 1, 64 }
        from percent in new[] { 1, 5, 10, 20, 50 }
        let name = $"spikes.{(gradient ? "weight_gradient" : "forward")}.b{batch}.{percent}%"
        select new Benchmark(name, w => Measure(name, gradient, batch, percent, w));

    private static Measurement Measure(string name, bool gradient, int batch, int percent, Workload workload)
    {
        var layer = new LinearCalls(Steps, batch, Size, Size, percent / 100.0);
        Action dense = gradient ? layer.WeightGradient : layer.Forward;
        Action spikes = gradient ? layer.WeightGradientSpikes : layer.ForwardSpikes;
        Seconds(dense);
        Seconds(spikes);
        var (seconds, ratios) = (new double[Rounds], new double[Rounds]);
        for (var i = 0; i < Rounds; i++)
        {
            var other = Seconds(dense);
            seconds[i] = Seconds(spikes);
            ratios[i] = other / seconds[i];
        }
        return new(
            name, Steps, batch * Size, workload.Threads, Steps * batch * Size / 1e6 / Spread.Of(seconds), "M outputs/s",
            TimesDense: Spread.Of(ratios).Median);
    }

    private static double Seconds(Action call)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        do
        {
            call();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < Round);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
