using System.Diagnostics;
using System.Globalization;

namespace Neurons.Cli.Tests.Training;

public sealed class KillTests
{
    private static readonly string[] Arguments = ["--epochs", "6", "--hidden", "48", "--steps", "15"];

    /// <summary>How often a training is killed; bench/kill.sh asks for more.</summary>
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("NEURONS_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 3;

    [Fact]
    public async Task A_training_that_is_killed_at_random_moments_goes_on_and_ends_in_the_bytes_of_the_uninterrupted_one()
    {
        var folder = Directory.CreateTempSubdirectory("neurons-kill-").FullName;
        var (whole, killed) = (Path.Combine(folder, "whole"), Path.Combine(folder, "killed"));
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, await Train(whole, Timeout.InfiniteTimeSpan));
        var duration = watch.Elapsed;

        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            var exit = await Train(killed, random.NextDouble() * duration);
            Assert.True(exit is 0 or 137 or -1, $"exit {exit} at kill {kill} with seed {seed}");
            // begun anew, so that kills meet every moment of a training
            if (exit == 0) Directory.Delete(killed, recursive: true);
        }

        Assert.Equal(0, await Train(killed, Timeout.InfiniteTimeSpan));
        foreach (var file in new[] { "checkpoint.safetensors", "best.safetensors" })
            Assert.True(File.ReadAllBytes(Path.Combine(whole, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(killed, file))), $"{file} differs with seed {seed}");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Begins a training or goes on with it, and kills it after a time. Returns how the process ended.</summary>
    private static async Task<int> Train(string folder, TimeSpan until)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet") start.FileName = "dotnet";
        foreach (var argument in new[] { typeof(App).Assembly.Location, "train", "--resume", "--out", folder }.Concat(Arguments)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (until != Timeout.InfiniteTimeSpan && !process.WaitForExit(until)) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        Assert.Equal("", await error);
        await output;
        return process.ExitCode;
    }
}
