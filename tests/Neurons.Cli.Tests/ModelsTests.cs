using System.Text.Json;

namespace Neurons.Cli.Tests;

public sealed class ModelsTests
{
    public static TheoryData<string> Names() => [.. Listed.Select(entry => entry.Name)];

    private static IEnumerable<ModelEntry> Listed => Models.all.Concat(Models.synapses);

    [Fact]
    public void All_models_are_listed()
    {
        var table = Cli.Run("models").Output;
        var json = JsonDocument.Parse(Cli.Run("models", "--json").Output).RootElement.GetProperty("models");

        Assert.All(Listed, entry => Assert.Contains(entry.Name, table));
        Assert.Equal(Listed.Select(entry => entry.Name), json.EnumerateArray().Select(model => model.GetProperty("name").GetString()!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_is_described_with_every_parameter_state_option_and_preset(string name)
    {
        var entry = Models.find(name);
        var page = Cli.Run("models", name);

        Assert.Equal(0, page.Code);
        string[] expected =
        [
            entry.Definition.Summary, .. entry.Definition.ParameterNames, .. entry.Definition.StateNames.Select(state => state + "'"),
            .. entry.Options.Select(option => option.Name), .. entry.Presets.Keys,
        ];
        Assert.All(expected, text => Assert.Contains(text, page.Output));
        var json = JsonDocument.Parse(Cli.Run("models", name, "--json").Output).RootElement;
        Assert.Equal(
            entry.Definition.ParameterNames, json.GetProperty("parameters").EnumerateArray().Select(one => one.GetProperty("name").GetString()!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_that_is_piped_has_no_line_that_a_window_would_wrap(string name)
    {
        var lines = Cli.Run("models", name).Output.Split('\n');
        Assert.All(lines.SkipWhile(line => line != "Options"), line => Assert.InRange(line.Length, 0, 160));
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public void The_equations_of_CubaLif_read_as_in_its_paper()
    {
        var equations = JsonDocument.Parse(Cli.Run("models", "cuba_lif", "--json").Output).RootElement.GetProperty("equations").EnumerateArray();

        Assert.Equal(
            [
                "V₁ = V + dt·TauMemInv·(VLeak − V + I)",
                "z = fire(V₁ − VTh)",
                "V' = (1 − z)·V₁ + z·VReset",
                "I' = I − dt·TauSynInv·I + x",
                "fire(u) = [u > 0]",
                "fire'(u) = 1/(100·|u| + 1)²  (superspike(alpha=100))",
            ],
            equations.Select(equation => equation.GetString()!));
    }
}
