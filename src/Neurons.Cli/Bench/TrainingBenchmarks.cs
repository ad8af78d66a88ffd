namespace Neurons.Cli.Bench;

internal static class TrainingBenchmarks
{
    public static IEnumerable<Benchmark> All() => [];
}
