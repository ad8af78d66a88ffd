using System.Diagnostics;

namespace Neurons.Cli.Tests;

/// <summary>What surrounds the program: variables, standard output and error, pipes, links.</summary>
public sealed class EnvironmentTests
{
    [Fact]
    public async Task An_unknown_engine_for_products_is_refused_before_anything_is_made()
    {
        using var folder = new TemporaryFolder();

        var result = await Cli.Apart(["train", "--epochs", "1", "--out", folder["run"]], variables: [("NEURONS_BLAS", "nope")]);

        Assert.Equal(new CliResult(2, "", "neurons: NEURONS_BLAS is 'nope'; it must be auto, openblas or managed.\n"), result);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData("models", ">&-", 0)]
    [InlineData("models", "2>&-", 0)]
    [InlineData("models", ">&- 2>&-", 0)]
    [InlineData("models", "| head -1", 0)]
    [InlineData("models none", ">&-", 2)]
    [InlineData("models none", "2>&-", 2)]
    [InlineData("--help", ">&-", 0)]
    public async Task Closed_output_ends_quietly_with_the_code_of_the_command(string arguments, string redirection, int code)
    {
        if (OperatingSystem.IsWindows()) return;
        var (exit, said) = await Shell($"{Program} {arguments} {redirection}; echo \"exit $?\"");

        if (!redirection.StartsWith('|')) Assert.EndsWith($"exit {code}\n", said);
        Assert.DoesNotContain("denied", said);
        Assert.DoesNotContain("   at ", said);
        Assert.Equal(0, exit);
    }

    [Fact]
    public async Task A_full_disk_is_no_closed_output()
    {
        if (!File.Exists("/dev/full")) return;
        var (_, said) = await Shell($"{Program} models >/dev/full; echo \"exit $?\"");

        Assert.EndsWith("exit 2\n", said);
        Assert.Contains("neurons: No space left on device", said);
    }

    [Theory]
    [InlineData("pipe.csv", "simulate", "CubaLif", "--out", "/dev/null.svg", "--input")]
    [InlineData("pipe.npy", "simulate", "CubaLif", "--out", "/dev/null.svg", "--input")]
    [InlineData("pipe.yaml", "train", "--network")]
    [InlineData("pipe.json", "verify")]
    [InlineData("pipe", "evaluate")]
    public void A_pipe_that_nobody_writes_to_is_refused_as_an_input(string name, params string[] arguments)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();

        Assert.Contains($"{Pipes.New(folder[name])}: is not an ordinary file", Cli.Refused([.. arguments, folder[name]]));
    }

    [Theory]
    [InlineData("/dev/stdin")]
    [InlineData("/dev/fd/0")]
    public void A_network_is_not_read_from_a_stream(string path)
    {
        if (OperatingSystem.IsLinux())
            Assert.Contains($"{path}: is not an ordinary file; the network is read more than once", Cli.Refused("train", "--network", path));
    }

    [Fact]
    public void What_is_written_to_a_link_is_written_to_what_it_leads_to()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["link.csv"], "real.csv");

        Assert.Equal(0, Cli.Run("simulate", "CubaLif", "--steps", "2", "--out", folder["link.csv"]).Code);

        Assert.Equal("real.csv", new FileInfo(folder["link.csv"]).LinkTarget);
        Assert.Equal(3, File.ReadLines(folder["real.csv"]).Count());
    }

    private static string Program => $"'{Environment.ProcessPath}' '{typeof(App).Assembly.Location}'";

    private static async Task<(int Code, string Said)> Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"({script}) 2>&1"]) { RedirectStandardOutput = true })!;
        var said = await shell.StandardOutput.ReadToEndAsync().WaitAsync(Cli.Longest);
        await shell.WaitForExitAsync().WaitAsync(Cli.Longest);
        return (shell.ExitCode, said);
    }
}
