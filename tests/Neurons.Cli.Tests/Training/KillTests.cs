using System.Diagnostics;
using System.Globalization;

namespace Neurons.Cli.Tests.Training;

public sealed class KillTests
{
    private static readonly string[] Arguments = ["--epochs", "6", "--hidden", "48", "--steps", "15"];

    /// <summary>How often a training is killed; bench/kill.sh asks for more.</summary>
    private static readonly int _kills = Setting("NEURONS_KILLS") ?? 3;

    /// <summary>When: each kill comes after a share of the time that the uninterrupted training took, and these follow from a seed.</summary>
    private static readonly int _seed = Setting("NEURONS_REPLAY") ?? Environment.TickCount & int.MaxValue;

    private static readonly string _replay =
        $"again with NEURONS_REPLAY={_seed} NEURONS_KILLS={_kills} dotnet test tests/Neurons.Cli.Tests -c Release --filter "
            + "FullyQualifiedName~KillTests";

    [Fact]
    public async Task A_training_that_is_killed_at_random_moments_goes_on_and_ends_in_the_bytes_of_the_uninterrupted_one()
    {
        var folder = Directory.CreateTempSubdirectory("neurons-kill-").FullName;
        var (whole, killed) = (Path.Combine(folder, "whole"), Path.Combine(folder, "killed"));
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, await Train(whole));
        var duration = watch.Elapsed;

        var random = new Random(_seed);
        for (var kill = 0; kill < _kills; kill++)
        {
            var exit = await Train(killed, random.NextDouble() * duration);
            Assert.True(exit is 0 or 137 or -1, $"exit {exit} at kill {kill}; {_replay}");
            // begun anew, so that kills meet every moment of a training
            if (exit == 0) Directory.Delete(killed, recursive: true);
        }

        Assert.Equal(0, await Train(killed));
        foreach (var file in new[] { "checkpoint.safetensors", "best.safetensors" })
            Assert.True(File.ReadAllBytes(Path.Combine(whole, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(killed, file))),
                $"{file} differs; {_replay}");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Begins a training or goes on with it, and kills it after a time, if one is given. Returns how the process ended.</summary>
    private static async Task<int> Train(string folder, TimeSpan? until = null) =>
        (await Cli.RunApart(["train", "--resume", "--out", folder, .. Arguments], until)).Code;

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
