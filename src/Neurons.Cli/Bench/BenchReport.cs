using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Neurons.Compile;
using Spectre.Console;

namespace Neurons.Cli.Bench;

/// <summary>Figures as tables or JSON.</summary>
internal static class BenchReport
{
    /// <summary>A table of all rates, and one for each step that has an account.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Measurement> results, string title)
    {
        var table = Terminal.Table("benchmark", "median", "least – most", "unit", "× dense", "bytes a call", "operations");
        foreach (var column in new[] { 1, 2, 4, 5 }) table.Columns[column].RightAligned();
        foreach (var column in new[] { 0, 1, 2, 3 }) table.Columns[column].NoWrap();
        foreach (var one in results)
            table.AddRow(one.Name, Text(one.Rate.Median, "N1"), Text(one.Rate), one.Unit, one.TimesDense is { } times ? Text(times, "N2") : "",
                one.AllocatedBytes is { } bytes ? Text(bytes, "N0") : "", Text(one.Operations));
        Terminal.On(output).Write(table.Title(title));
        foreach (var one in results.Where(one => one.Step is not null)) Terminal.On(output).Write(Account(one));
    }

    /// <summary>Where the time and the memory of a training step go.</summary>
    private static Table Account(Measurement measurement)
    {
        var account = Terminal.Table("part of a step", "amount", "unit", "share");
        foreach (var column in new[] { 1, 3 }) account.Columns[column].RightAligned();
        foreach (var column in account.Columns) column.NoWrap();
        var time = measurement.Step!.Sum(part => part.Milliseconds);
        foreach (var part in measurement.Step!) Add(part.Name, part.Milliseconds, "N3", "ms", part.Milliseconds / time);
        Add("a step", time, "N3", "ms", 1);
        account.AddRow("training", Text(measurement.Rate.Median, "N1"), measurement.Unit, Text(measurement.Rate));
        account.AddEmptyRow();
        var bytes = (double)measurement.Memory!.Sum(part => part.Bytes);
        foreach (var part in measurement.Memory!) Add(part.Name, part.Bytes / 1048576.0, "N2", "MiB", part.Bytes / bytes);
        Add("in all", bytes / 1048576, "N2", "MiB", 1);
        return account.Title(measurement.Name);

        void Add(string name, double amount, string format, string unit, double share) =>
            account.AddRow(name, Text(amount, format), unit, Text(share * 100, "N1") + " %");
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(Spread spread) => $"{Text(spread.Least, "N1")} – {Text(spread.Most, "N1")}";

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

    /// <summary>One JSON object: the machine and all figures.</summary>
    public static string Json(IEnumerable<Measurement> results, string blas) =>
        JsonSerializer.Serialize(new
        {
            machine = new
            {
                processor = RuntimeInformation.ProcessArchitecture.ToString(),
                cores = Environment.ProcessorCount,
                vector_bits = Vector512.IsHardwareAccelerated
                    ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0,
                system = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
                blas,
            },
            results = results.Select(r => new
            {
                name = r.Name,
                time_steps = r.TimeSteps,
                neurons = r.Neurons,
                threads = r.Threads,
                rate = Math.Round(r.Rate.Median, 3),
                rate_least = Math.Round(r.Rate.Least, 3),
                rate_most = Math.Round(r.Rate.Most, 3),
                unit = r.Unit,
                times_dense = r.TimesDense,
                allocated_bytes = r.AllocatedBytes,
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
