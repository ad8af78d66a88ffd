using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Neurons.Cli.Bench;
using Neurons.Compile;
using Neurons.Primitives;
using Spectre.Console;

namespace Neurons.Cli.Commands;

/// <summary><c>neurons bench</c>: rates of every model and of what to compare them with.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var filter = new Option<string[]>("--filter")
        {
            Description = "Only benchmarks whose name contains one of these.",
            AllowMultipleArgumentsPerToken = true,
        };
        var threads = new ThreadsOption();
        var steps = new Option<int>("--time-steps") { Description = "Time steps of a sequence.", DefaultValueFactory = _ => 100 };
        var neurons = new Option<int>("--neurons") { Description = "Neurons of a layer.", DefaultValueFactory = _ => 65536 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("bench", "Measure how fast every model runs here.") { filter, threads, steps, neurons, json };
        command.SetAction(result =>
        {
            threads.Apply(result);
            return Run(
                result.GetValue(filter) ?? [],
                new Workload(AtLeastOne(steps, result), AtLeastOne(neurons, result), Parallelism.Threads),
                result.GetValue(json),
                result.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int AtLeastOne(Option<int> option, ParseResult given) => given.GetValue(option) is >= 1 and var value
        ? value
        : throw new UserError($"{option.Name} is {given.GetValue(option)}; it must be at least 1.");

    private static int Run(string[] filter, Workload workload, bool json, TextWriter output)
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
            throw new UserError($"{workload.TimeSteps} steps of {workload.Neurons} neurons are too many; at most {Array.MaxLength} values fit an array.");
        bool IsOnRequest(Benchmark b) => b.Name.EndsWith(".float64") || b.Name.EndsWith(".memory") || b.Name.EndsWith(".long");
        var chosen = Baselines.All().Concat(NeuronBenchmarks.All()).Concat(MemoryBenchmarks.All()).Concat(ProductBenchmarks.All()).Concat(SpikeBenchmarks.All()).Concat(TrainingBenchmarks.All())
            .Where(b => filter.Length == 0 ? !IsOnRequest(b) : filter.Any(f => b.Name.Contains(f, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        if (chosen.Length == 0)
            throw new UserError($"No benchmark's name contains {string.Join(" or ", filter)}; there are copy, cuba_lif.forward, ….");
        var results = new List<Measurement>();
        var table = Terminal.Table("benchmark", "rate", "unit", "× dense", "operations");
        table.Columns[1].RightAligned();
        table.Columns[3].RightAligned();
        foreach (var benchmark in chosen)
        {
            var measurement = benchmark.Run(workload);
            results.Add(measurement);
            table.AddRow(
                measurement.Name, measurement.Rate.ToString("N1", CultureInfo.InvariantCulture), measurement.Unit,
                measurement.TimesDense?.ToString("N2", CultureInfo.InvariantCulture) ?? "", Text(measurement.Operations));
        }
        if (json)
            output.WriteLine(Json(results));
        else
            Terminal.On(output).Write(table.Title($"T = {workload.TimeSteps}, {workload.Neurons} neurons, {workload.Threads} threads, dense products: {Blas.Name}"));
        foreach (var measurement in results.Where(r => r.Step is not null && !json))
            Terminal.On(output).Write(Account(measurement));
        return 0;
    }

    /// <summary>Where the time and the memory of a training step go.</summary>
    private static Table Account(Measurement measurement)
    {
        var account = Terminal.Table("part", "", "unit");
        account.Columns[1].RightAligned();
        foreach (var part in measurement.Step!) account.AddRow(part.Name, part.Milliseconds.ToString("N3", CultureInfo.InvariantCulture), "ms");
        account.AddRow("a step", measurement.Step!.Sum(part => part.Milliseconds).ToString("N3", CultureInfo.InvariantCulture), "ms");
        foreach (var part in measurement.Memory!) account.AddRow(part.Name, (part.Bytes / 1048576.0).ToString("N2", CultureInfo.InvariantCulture), "MiB");
        account.AddRow("in all", (measurement.Memory!.Sum(part => part.Bytes) / 1048576.0).ToString("N2", CultureInfo.InvariantCulture), "MiB");
        return account.Title($"{measurement.Name}: a step, and what the training holds");
    }

    /// <summary>As 12 add 8 mul 1 div.</summary>
    private static string Text(Operations? o)
    {
        if (o is null)
            return "";
        var parts = new (int Count, string Kind)[]
        {
            (o.Additions, "add"), (o.Multiplications, "mul"), (o.Divisions, "div"), (o.Selections, "select"), (o.Bits, "bit"),
            (o.Moves, "move"), (o.Functions, "function"), (o.Draws, "draw"),
        };
        return string.Join(' ', parts.Where(p => p.Count > 0).Select(p => $"{p.Count} {p.Kind}"));
    }

    private static string Json(IEnumerable<Measurement> results) =>
        JsonSerializer.Serialize(new
        {
            machine = new
            {
                processor = RuntimeInformation.ProcessArchitecture.ToString(),
                cores = Environment.ProcessorCount,
                vector_bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0,
                system = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
                blas = Blas.Name,
            },
            results = results.Select(r => new
            {
                name = r.Name,
                time_steps = r.TimeSteps,
                neurons = r.Neurons,
                threads = r.Threads,
                rate = Math.Round(r.Rate, 3),
                unit = r.Unit,
                times_dense = r.TimesDense,
                step_milliseconds = r.Step?.ToDictionary(part => part.Name, part => Math.Round(part.Milliseconds, 4)),
                memory_bytes = r.Memory?.ToDictionary(part => part.Name, part => part.Bytes),
                operations = r.Operations is not { } o ? null : new
                {
                    additions = o.Additions,
                    multiplications = o.Multiplications,
                    divisions = o.Divisions,
                    selections = o.Selections,
                    bits = o.Bits,
                    moves = o.Moves,
                    functions = o.Functions,
                    draws = o.Draws,
                },
            }),
        });
}
