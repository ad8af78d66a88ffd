using System.Text.Json;
using Neurons.Cli.Bench;

namespace Neurons.Cli.Tests.Bench;

public class BenchReportTests
{
    private static readonly Measurement _training = new(
        "train.of_a_network_with_a_name_that_is_long", 25, 1000, 2, new(8000, 7512.5, 8400), "samples/s")
    {
        Step = [new("Linear(784 → 1000) forward", 3), new("optimizer", 1)],
        Memory = [new("weights", 3 << 20), new("optimizer", 6 << 20)],
    };

    [Fact]
    public void A_spread_is_the_median_the_least_and_the_most_and_the_least_time_makes_the_greatest_rate()
    {
        Assert.Equal(new Spread(3, 1, 9), Spread.Of([9, 1, 3]));
        Assert.Equal(new Spread(7, 7, 7), Spread.Of([7]));
        Assert.Equal(new Spread(4, 2, 12), 12 / Spread.Of([6, 1, 3]));
    }

    [Fact]
    public void An_account_has_the_share_of_each_part_and_the_samples_a_second()
    {
        var lines = Lines(_training);
        Assert.Contains("Linear(784 → 1000) forward 3.000 ms 75.0 %", lines);
        Assert.Contains("optimizer 1.000 ms 25.0 %", lines);
        Assert.Contains("a step 4.000 ms 100.0 %", lines);
        Assert.Contains("training 8,000.0 samples/s 7,512.5 – 8,400.0", lines);
        Assert.Contains("weights 3.00 MiB 33.3 %", lines);
        Assert.Contains("in all 9.00 MiB 100.0 %", lines);
    }

    [Fact]
    public void Where_there_is_no_terminal_a_row_is_a_line_however_long()
    {
        var name = new string('x', 300);
        Assert.Contains($"{name} 8,000.0 7,512.5 – 8,400.0 samples/s", Lines(_training with { Name = name }));
    }

    [Fact]
    public void Json_has_the_spread()
    {
        var result = JsonDocument.Parse(BenchReport.Json([_training], "managed")).RootElement.GetProperty("results")[0];
        Assert.Equal(8000, result.GetProperty("rate").GetDouble());
        Assert.Equal(7512.5, result.GetProperty("rate_least").GetDouble());
        Assert.Equal(8400, result.GetProperty("rate_most").GetDouble());
    }

    /// <summary>The lines of the tables, with single spaces.</summary>
    private static string[] Lines(Measurement measurement)
    {
        using var output = new StringWriter();
        BenchReport.Write(output, [measurement], "title");
        return [.. output.ToString().Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))];
    }
}
