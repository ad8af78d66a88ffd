using System.CommandLine;
using System.Globalization;
using Neurons.Cli.Bench;
using Neurons.Gpu;
using Neurons.Primitives;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons bench</c>: rates of every model and of what to compare them with.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var filter = new Option<string[]>("--filter")
        {
            Description = "Only benchmarks of these names, or, of a text that is no name, those whose name contains it.",
            AllowMultipleArgumentsPerToken = true,
        };
        var threads = new ThreadsOption();
        var steps = new NumberOption<int>("--time-steps") { Description = "Time steps of a sequence (default 100)." };
        var neurons = new NumberOption<int>("--neurons") { Description = "Neurons of a layer (default 65536)." };
        var runs = new NumberOption<int>("--runs")
        {
            Description = "How often a training is begun anew (default 3); the spread is over all of their epochs."
        };
        var device = new DeviceOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("bench", "Measure how fast every model runs here.") { filter, threads, steps, neurons, runs, device, json };
        command.SetAction(result =>
        {
            threads.Apply(result);
            return Run(
                result.GetValue(filter) ?? [],
                new Workload(AtLeastOne(steps, 100, result), AtLeastOne(neurons, 65536, result), Parallelism.Threads, AtLeastOne(runs, 3, result)),
                device.Of(result),
                result.GetValue(json),
                result.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int AtLeastOne(NumberOption<int> option, int otherwise, ParseResult given) =>
        (given.GetValue(option) ?? otherwise) is >= 1 and var value
        ? value
        : throw new UserError($"{option.Name} is {given.GetValue(option)}; it must be at least 1.");

    private static int Run(string[] filter, Workload workload, Device? device, bool json, TextWriter output)
    {
        if (filter is [Compilation.InThisProcess])
        {
            var time = Compilation.Milliseconds(Models.find("CubaLif"), "0.001");
            output.WriteLine(time.ToString(CultureInfo.InvariantCulture));
            return 0;
        }
        if (filter is [MemoryBenchmarks.InThisProcess])
        {
            output.WriteLine(MemoryBenchmarks.Mebibytes().ToString(CultureInfo.InvariantCulture));
            return 0;
        }
        if ((long)workload.TimeSteps * workload.Neurons > Array.MaxLength)
            throw new UserError(
                $"{workload.TimeSteps} steps of {workload.Neurons} neurons are too many; at most {Array.MaxLength} values fit an array.");
        bool IsOnRequest(Benchmark b) =>
            b.Name.EndsWith(".float64") || b.Name.EndsWith("float16") || b.Name.EndsWith(".memory") || b.Name.EndsWith(".long");
        var all = (device is null ? OnProcessor() : DeviceBenchmarks.All(device)).ToArray();
        var names = all.Select(b => b.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        bool IsWanted(Benchmark b, string f) => names.Contains(f)
            ? b.Name.Equals(f, StringComparison.OrdinalIgnoreCase) : b.Name.Contains(f, StringComparison.OrdinalIgnoreCase);
        var chosen = all.Where(b => filter.Length == 0 ? !IsOnRequest(b) : filter.Any(f => IsWanted(b, f))).ToArray();
        if (chosen.Length == 0)
            throw new UserError($"No benchmark's name contains {string.Join(" or ", filter)}; there are copy, cuba_lif.forward, ….");
        var blas = Blas.Name; // benchmarks of products set the engine
        var results = chosen.Select(benchmark => benchmark.Run(workload)).ToList();
        if (json)
            output.WriteLine(BenchReport.Json(results, blas));
        else
            BenchReport.Write(
                output, results,
                $"T = {workload.TimeSteps}, {workload.Neurons} neurons, "
                + (device is null ? $"{workload.Threads} threads, dense products: {blas}" : $"{device}"));
        return 0;
    }

    private static IEnumerable<Benchmark> OnProcessor() => Baselines.All().Concat(CallBenchmarks.All()).Concat(NeuronBenchmarks.All())
        .Concat(MemoryBenchmarks.All()).Concat(ProductBenchmarks.All()).Concat(SpikeBenchmarks.All()).Concat(EventBenchmarks.All())
        .Concat(PlasticityBenchmarks.All()).Concat(TrainingBenchmarks.All()).Concat(BlockBenchmarks.All()).Concat(SequenceBenchmarks.All());
}
