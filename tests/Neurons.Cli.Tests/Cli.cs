using System.Diagnostics;

namespace Neurons.Cli.Tests;

/// <summary>Runs the program, in this process or in one of its own.</summary>
internal static class Cli
{
    /// <summary>What takes longer hangs.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static CliResult Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = App.Run(arguments, output, error);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>
    /// Runs the program in a process of its own, which is killed after a time if one is given. What it writes to stderr fails the test.
    /// </summary>
    public static async Task<(int Code, string Output)> RunApart(
        IEnumerable<string> arguments, TimeSpan? until = null, params (string Name, string? Value)[] variables)
    {
        var result = await Apart(arguments, until, variables);
        Assert.Equal("", result.Error);
        return (result.Code, result.Output);
    }

    /// <summary>Runs the program in a process of its own, whatever comes of it.</summary>
    public static async Task<CliResult> Apart(
        IEnumerable<string> arguments, TimeSpan? until = null, (string Name, string? Value)[]? variables = null, string? folder = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet") start.FileName = "dotnet";
        foreach (var argument in arguments.Prepend(typeof(App).Assembly.Location)) start.ArgumentList.Add(argument);
        if (folder is not null) start.WorkingDirectory = folder;
        foreach (var (name, value) in variables ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(until ?? Longest);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            Assert.True(until is not null, $"neurons {string.Join(' ', arguments)} was still running after {Longest}");
        }

        return new(process.ExitCode, await output.WaitAsync(Longest), await error.WaitAsync(Longest));
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
