using System.Text;
using System.Text.Json;

namespace Neurons.Cli.Tests.Report;

public sealed class SimulationPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_of_a_simulation_has_its_spikes_its_states_and_its_command_line()
    {
        var file = _folder["a run.html"];
        var (code, output, error) =
            Cli.Run("simulate", "CubaLif", "--neurons", "3", "--input", "constant:3", "--steps", "50", "--json", "--out", file);
        Assert.Equal((0, ""), (code, error));
        var result = JsonDocument.Parse(output).RootElement;
        var page = new ReportFile(file);

        Assert.Equal(result.GetProperty("spikes").GetInt32(), ReportFile.Spikes(page.Chart("spikes")));
        Assert.True(ReportFile.Spikes(page.Chart("spikes")) > 0);
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(
                result.GetProperty("final_state").GetProperty("V")[n].GetDouble(), page.Series($"membrane potential of neuron {n}", "V")[^1]);
            Assert.Equal(Enumerable.Repeat(3.0, 50), page.Series($"input x of neuron {n}", "x"));
        }

        Assert.Equal(
            $"neurons simulate CubaLif --neurons 3 --input constant:3 --steps 50 --json --out '{file}'", page.Body.Descendants("pre").Single().Value);
        Assert.DoesNotContain("://", page.Text);
    }

    [Fact]
    public void A_long_simulation_of_many_neurons_is_still_a_small_page()
    {
        var file = _folder["long.html"];
        Assert.Equal(0, Cli.Run("simulate", "Izhikevich", "--neurons", "200", "--steps", "50000", "--out", file).Code);
        var page = new ReportFile(file);
        Assert.InRange(Encoding.UTF8.GetByteCount(page.Text), 100_000, 2_000_000);
        Assert.Contains(page.Captions, caption => caption.Contains("of 50000 steps", StringComparison.Ordinal));
    }
}
