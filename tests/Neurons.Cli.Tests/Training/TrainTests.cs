using System.Text.Json;
using System.Xml.Linq;
using Neurons.Cli;

namespace Neurons.Cli.Tests.Training;

public class TrainTests
{
    private static readonly string[] _small = ["--hidden", "12", "--steps", "12"];

    [Fact]
    public void A_run_folder_holds_checkpoints_metrics_and_pictures()
    {
        var folder = NewFolder();
        var (code, output, error) = Run(["train", "--epochs", "2", "--out", folder, .. _small]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Linear(64 → 12)", output);
        Assert.Contains("epoch   2/2", output);
        Assert.Equal(["best.safetensors", "checkpoint.safetensors", "digit.svg", "metrics.json", "metrics.jsonl", "run.json", "training.svg"], Files(folder));
        Assert.Equal(2, File.ReadLines(Path.Combine(folder, "metrics.jsonl")).Count());
        Assert.Equal(File.ReadLines(Path.Combine(folder, "metrics.jsonl")).Last(), File.ReadAllText(Path.Combine(folder, "metrics.json")).TrimEnd());
        foreach (var picture in new[] { "digit.svg", "training.svg" })
            Assert.Equal("svg", XDocument.Load(Path.Combine(folder, picture)).Root!.Name.LocalName);
    }

    [Fact]
    public void A_run_that_goes_on_ends_in_the_bytes_of_the_uninterrupted_one_whatever_the_threads()
    {
        var (whole, part) = (NewFolder(), NewFolder());
        Run(["train", "--epochs", "4", "--out", whole, "--threads", "1", .. _small]);
        Run(["train", "--epochs", "1", "--out", part, "--threads", "2", .. _small]);
        var (code, _, error) = Run(["train", "--resume", part, "--epochs", "4", "--threads", "3"]);
        Assert.Equal((0, ""), (code, error));
        foreach (var file in new[] { "checkpoint.safetensors", "best.safetensors", "digit.svg" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(part, file)));
        Assert.Equal(4, File.ReadLines(Path.Combine(part, "metrics.jsonl")).Count());
    }

    [Fact]
    public void The_last_line_of_json_has_the_result_and_evaluate_finds_the_same()
    {
        var folder = NewFolder();
        var (_, output, _) = Run(["train", "--epochs", "2", "--out", folder, "--json", .. _small]);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        var trained = JsonDocument.Parse(lines[^1]).RootElement;
        string[] names = ["epoch", "train_loss", "test_accuracy", "samples_per_second", "seconds", "peak_memory_bytes"];
        Assert.Equal(names, trained.EnumerateObject().Select(property => property.Name));
        Assert.Equal(2, trained.GetProperty("epoch").GetInt32());

        foreach (var path in new[] { folder, Path.Combine(folder, "checkpoint.safetensors") })
        {
            var evaluated = JsonDocument.Parse(Run(["evaluate", path, "--json"]).Output).RootElement;
            Assert.Equal(names, evaluated.EnumerateObject().Select(property => property.Name));
            Assert.Equal(trained.GetProperty("test_accuracy").GetDouble(), evaluated.GetProperty("test_accuracy").GetDouble());
        }
        Assert.Contains("359 test digits", Run(["evaluate", folder]).Output);
    }

    [Fact]
    public void Metrics_of_epochs_after_the_checkpoint_are_dropped()
    {
        var folder = NewFolder();
        Run(["train", "--epochs", "1", "--out", folder, .. _small]);
        File.AppendAllText(Path.Combine(folder, "metrics.jsonl"), "{\"epoch\":2,\"train_l");
        var (code, _, error) = Run(["train", "--resume", folder, "--epochs", "2"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(2, File.ReadLines(Path.Combine(folder, "metrics.jsonl")).Count());
    }

    [Theory]
    [InlineData("--epochs is 0; it must be at least 1", "train", "--epochs", "0")]
    [InlineData("--lr is -1; it must be > 0", "train", "--lr", "-1")]
    [InlineData("--hidden is -3", "train", "--hidden", "-3")]
    [InlineData("--hidden is 100000000; it must be at most 65536", "train", "--hidden", "100000000")]
    [InlineData("--hidden is 2147483647; it must be at most 65536", "train", "--hidden", "2147483647")]
    [InlineData("--epochs", "train", "--epochs", "many")]
    [InlineData("--threads is 0; it must be from 1 to 256.", "train", "--threads", "0")]
    [InlineData("There is no option --bach. Did you mean --batch?", "train", "--bach", "3")]
    [InlineData("is not the folder of a run", "train", "--resume", "/nowhere")]
    [InlineData("/nowhere does not exist", "evaluate", "/nowhere")]
    [InlineData("--hidden cannot be changed", "train", "--resume", "/nowhere", "--hidden", "3")]
    [InlineData("/proc/run", "train", "--out", "/proc/run")]
    public void Bad_input_is_one_clear_line(string expected, params string[] arguments) => Refused(expected, arguments);

    [Fact]
    public void A_broken_checkpoint_or_a_taken_folder_is_one_clear_line()
    {
        var folder = NewFolder();
        Run(["train", "--epochs", "1", "--out", folder, .. _small]);
        Refused("holds a training already", ["train", "--out", folder]);

        var checkpoint = Path.Combine(folder, "checkpoint.safetensors");
        File.WriteAllBytes(checkpoint, File.ReadAllBytes(checkpoint)[..5000]);
        Refused(checkpoint, ["evaluate", folder]);
        Refused(checkpoint, ["train", "--resume", folder]);
        File.WriteAllText(checkpoint, "something else");
        Refused(checkpoint, ["evaluate", checkpoint]);
    }

    [Fact]
    public void A_training_that_is_too_large_leaves_no_folder()
    {
        var folder = NewFolder();

        Refused("--steps 2147483647, --batch 64 and --hidden 128 make", ["train", "--steps", "2147483647", "--out", folder]);

        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("{}", "Data is missing; it must be 'digits'")]
    [InlineData("{\"Data\":\"digits\"}", "Epochs is 0; it must be at least 1")]
    [InlineData("{\"Data\":\"digits\",\"Epochs\":-5}", "Epochs is -5; it must be at least 1")]
    [InlineData("{\"Data\":\"letters\",\"Epochs\":5}", "Data is 'letters'; it must be 'digits'")]
    [InlineData("null", "run.json")]
    public void Settings_of_a_run_that_make_no_sense_are_refused(string settings, string message)
    {
        var folder = NewFolder();
        Run(["train", "--epochs", "1", "--out", folder, .. _small]);
        File.WriteAllText(Path.Combine(folder, "run.json"), settings);

        Refused(message, ["train", "--resume", folder]);
    }

    [Fact]
    public void A_run_that_is_complete_has_nothing_left_to_do()
    {
        var folder = NewFolder();
        Run(["train", "--epochs", "2", "--out", folder, .. _small]);

        var (code, output, error) = Run(["train", "--resume", folder, "--epochs", "1"]);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal($"{folder} has 2 epochs and was to have 1; there is nothing left to do.", output.TrimEnd());
    }

    [Fact]
    public void A_training_that_diverges_says_so()
    {
        var (code, _, error) = Run(["train", "--lr", "1e38", "--out", NewFolder(), .. _small]);
        Assert.Equal(2, code);
        Assert.Contains("a learning rate smaller than 1E+38 may help", error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Refused(string expected, string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static (int Code, string Output, string Error) Run(string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = App.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static string NewFolder() => Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "run");

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
