namespace Neurons.Cli.Tests;

/// <summary>Runs the program in this process.</summary>
internal static class Cli
{
    public static CliResult Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = App.Run(arguments, output, error);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs what must be refused: exit code 2, nothing on stdout, one line on stderr, which is returned.</summary>
    public static string Refused(params string[] arguments)
    {
        var result = Run(arguments);
        Assert.Equal(2, result.Code);
        Assert.Empty(result.Output);
        Assert.EndsWith(Environment.NewLine, result.Error);
        var line = Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("neurons: ", line);
        Assert.DoesNotContain("Exception", line);
        return line;
    }
}

internal sealed record CliResult(int Code, string Output, string Error);
