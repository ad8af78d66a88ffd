namespace Neurons.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Help_lists_the_commands()
    {
        var result = Cli.Run("--help");

        Assert.Equal(0, result.Code);
        Assert.Contains("simulate", result.Output);
        Assert.Contains("models", result.Output);
        Assert.Contains("verify", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void No_arguments_show_the_help() => Assert.Equal(Cli.Run("--help"), Cli.Run());

    [Theory]
    [InlineData("There is no command simulat. Did you mean simulate?", "simulat", "CubaLif")]
    [InlineData("There is no option --colour.", "--colour")]
    [InlineData("There is no option --stpes. Did you mean --steps?", "simulate", "CubaLif", "--stpes", "3")]
    [InlineData("There is no option --jsn. Did you mean --json?", "models", "--jsn")]
    [InlineData("See neurons verify --help.", "verify")]
    [InlineData("See neurons simulate --help.", "simulate", "CubaLif", "--steps")]
    [InlineData("'many'", "simulate", "CubaLif", "--steps", "many")]
    [InlineData("'surplus' is one argument too many.", "simulate", "CubaLif", "surplus")]
    public void A_command_line_that_is_not_understood_is_refused_in_one_line(string message, params string[] arguments) =>
        Assert.Contains(message, Cli.Refused(arguments));

    [Fact]
    public void An_unknown_model_is_refused_with_the_nearest_name()
    {
        Assert.Contains("There is no model CubaLfi. Did you mean CubaLif?", Cli.Refused("models", "CubaLfi"));
        Assert.Contains("There is no model CubaLfi. Did you mean CubaLif?", Cli.Refused("simulate", "CubaLfi"));
    }
}
