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
    public void What_may_not_be_read_is_named_with_the_reason()
    {
        using var folder = new TemporaryFolder();

        var denied = Assert.Throws<UnauthorizedAccessException>(() => new FileStream(folder.FullName, FileMode.Open).Dispose());

        Assert.Equal($"{folder.FullName}: permission denied.", App.Line(denied));
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

    [Theory]
    [InlineData("--steps is 'abc'; it must be a whole number", "simulate", "CubaLif", "--steps", "abc")]
    [InlineData("--duration is 'long'; it must be a finite number.", "simulate", "CubaLif", "--duration", "long")]
    [InlineData("--seed is '-1'; it must be a whole number ≥ 0.", "simulate", "CubaLif", "--seed", "-1")]
    [InlineData("--neurons is 'abc'; it must be a whole number", "bench", "--neurons", "abc")]
    [InlineData("--threads is 'abc'; it must be a whole number", "evaluate", "x", "--threads", "abc")]
    [InlineData("--duration is '2,5'; it must be a finite number.", "simulate", "CubaLif", "--duration", "2,5")]
    [InlineData("--lr is '0,004'; it must be a finite number.", "train", "--lr", "0,004")]
    [InlineData("--clip is '0,5'; it must be a finite number.", "train", "--clip", "0,5")]
    [InlineData("--clip is 'Infinity'; it must be a finite number.", "train", "--clip", "Infinity")]
    [InlineData("--validation is 'NaN'; it must be a finite number.", "train", "--validation", "NaN")]
    [InlineData("--lr is '1e400'; it must be a finite number.", "train", "--lr", "1e400")]
    [InlineData("--batch is '1,000'; it must be a whole number", "train", "--batch", "1,000")]
    [InlineData("Dt is '0,5'; it must be a number", "simulate", "CubaLif", "--set", "dt=0,5")]
    [InlineData("'0,5' is not a finite number", "simulate", "CubaLif", "--input", "constant:0,5")]
    [InlineData("gives 'threshold=0,5'; a number has a decimal point", "train", "--encoding", "delta:threshold=0,5")]
    [InlineData("Dt is '0,001'; it must be a number", "simulate", "CubaLif", "--dt", "0,001")]
    [InlineData("--threads is 0; it must be from 1 to 256.", "evaluate", "x", "--threads", "0")]
    [InlineData("--threads is 257; it must be from 1 to 256.", "bench", "--threads", "257")]
    [InlineData("--neurons is 0; it must be at least 1.", "bench", "--neurons", "0")]
    public void A_value_of_another_kind_is_refused_without_the_names_of_types(string message, params string[] arguments)
    {
        var line = Cli.Refused(arguments);

        Assert.Contains(message, line);
        Assert.DoesNotContain("System.", line);
        Assert.DoesNotContain("Parallelism", line);
    }

    [Fact]
    public void An_empty_name_is_called_empty()
    {
        Assert.Contains("The name of the model is empty. There are: If, ", Cli.Refused("simulate", ""));
        Assert.Contains("The name of the model is empty. There are: If, ", Cli.Refused("models", " "));
        Assert.Contains("The path is empty", Cli.Refused("verify", ""));
        Assert.Contains("The path is empty", Cli.Refused("evaluate", ""));
        Assert.Contains("The folder is empty", Cli.Refused("gallery", ""));
        foreach (var option in new[] { "--out", "--resume", "--network", "--data" })
            Assert.Contains($"{option} is empty; the path of a file or a folder is needed", Cli.Refused("train", option, ""));
    }

    [Fact]
    public void An_unknown_model_is_refused_with_the_nearest_name()
    {
        Assert.Contains("There is no model CubaLfi. Did you mean CubaLif?", Cli.Refused("models", "CubaLfi"));
        Assert.Contains("There is no model CubaLfi. Did you mean CubaLif?", Cli.Refused("simulate", "CubaLfi"));
    }
}
