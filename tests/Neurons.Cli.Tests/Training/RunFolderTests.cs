namespace Neurons.Cli.Tests.Training;

/// <summary>Trainings that are started together, each in a process of its own.</summary>
public sealed class RunFolderTests
{
    private const int Runs = 4;

    private static readonly string[] Small = ["--epochs", "1", "--hidden", "4", "--steps", "2", "--batch", "500", "--json"];

    [Fact]
    public async Task Trainings_that_start_together_each_have_a_folder_of_their_own()
    {
        using var folder = new TemporaryFolder();

        var results = await Task.WhenAll(
            Enumerable.Range(1, Runs).Select(seed => Cli.Apart(["train", .. Small, "--seed", $"{seed}"], folder: folder.FullName)));

        Assert.All(results, result => Assert.Equal(0, result.Code));
        // so few steps are too few to fire
        Assert.All(
            results.SelectMany(result => result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            line => Assert.StartsWith("neurons: warning: Layer 1 ", line));
        var seeds = Directory.GetDirectories(folder["runs"]).Select(run =>
        {
            var settings = Cli.Run("evaluate", run, "--json");
            Assert.Equal(0, settings.Code);
            var trainer = Trainer.Resume(Path.Combine(run, "checkpoint.safetensors"));
            Assert.Contains($"\"Seed\":{trainer.Seed},", File.ReadAllText(Path.Combine(run, "run.json")));
            Assert.Empty(Directory.GetFiles(run, ".*"));
            return (int)trainer.Seed;
        });
        Assert.Equal(Enumerable.Range(1, Runs), seeds.Order());
    }

    [Fact]
    public void What_a_training_warns_of_is_said_once_and_stands_in_its_report()
    {
        using var folder = new TemporaryFolder();
        var result = Cli.Run(["train", .. Small, "--out", folder["run"]]);
        Assert.Equal(0, result.Code);
        var said = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("has not fired in 3 passes", said);
        Assert.Equal(said["neurons: warning: ".Length..].Trim(), Assert.Single(File.ReadAllLines(Path.Combine(folder["run"], "warnings.txt"))));
        Assert.Contains("has not fired in 3 passes", File.ReadAllText(Path.Combine(folder["run"], "report.html")));
    }

    [Fact]
    public async Task Of_trainings_that_start_together_with_one_folder_one_has_it_and_the_others_say_so()
    {
        using var folder = new TemporaryFolder();

        var results = await Task.WhenAll(
            Enumerable.Range(1, Runs).Select(seed => Cli.Apart(["train", .. Small, "--seed", $"{seed}", "--out", folder["same"]])));

        Assert.Equal([0, 2, 2, 2], results.Select(result => result.Code).Order());
        Assert.All(
            results.Where(result => result.Code == 2), result =>
                Assert.Matches("^neurons: .*same (is the folder of another run|holds a training already)[^\n]*\n$", result.Error));
        var trainer = Trainer.Resume(folder["same/checkpoint.safetensors"]);
        Assert.Contains($"\"Seed\":{trainer.Seed},", File.ReadAllText(folder["same/run.json"]));
        Assert.Equal(0, results[(int)trainer.Seed - 1].Code);
    }

    [Fact]
    public void A_run_that_another_process_goes_on_with_is_not_gone_on_with_twice()
    {
        using var folder = new TemporaryFolder();
        var run = folder["run"];
        Assert.Equal(0, Cli.Run(["train", .. Small, "--out", run]).Code);
        using (new FileStream(Path.Combine(run, ".lock"), FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            Assert.Contains("is the folder of another run", Cli.Refused("train", "--resume", run, "--epochs", "2"));
        }

        // What a killed process leaves is no lock, and goes away.
        File.WriteAllText(Path.Combine(run, $".{Guid.NewGuid():N}.tmp"), "half");
        Assert.Equal(0, Cli.Run("train", "--resume", run, "--epochs", "2", "--json").Code);
        Assert.Empty(Directory.GetFiles(run, ".*"));
    }
}
