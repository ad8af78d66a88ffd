using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
        Assert.Equal(
            ["best.safetensors", "checkpoint.safetensors", "digit.svg", "metrics.json", "metrics.jsonl", "report.html", "run.json",
                "training.svg"], Files(folder));
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
        Assert.Contains("359 test samples of digits", Run(["evaluate", folder]).Output);
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
    [InlineData("--data is '/nowhere', and there is no such folder", "train", "--data", "/nowhere")]
    [InlineData("has no files in the format of MNIST", "train", "--data", "/")]
    [InlineData("The encoding is 'morse'", "train", "--encoding", "morse")]
    [InlineData("loss is 'none'; it must be one of ", "train", "--loss", "none")]
    [InlineData("optimizer is 'none'; it must be one of adam, adamw, sgd", "train", "--optimizer", "none")]
    [InlineData("schedule is 'none'", "train", "--schedule", "none")]
    [InlineData("--clip is -1; it must be > 0", "train", "--clip", "-1")]
    [InlineData("--truncate is 0; it must be at least 1", "train", "--truncate", "0")]
    [InlineData("--validation is 1; it must be in [0, 1)", "train", "--validation", "1")]
    [InlineData("--validation is 1E-09; of 1438 samples, that leaves 1438 to train with and 0 to test on", "train", "--validation", "1e-9")]
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
    [InlineData("{}", "Data is missing")]
    [InlineData("{\"Data\":\"digits\"}", "Training is missing")]
    [InlineData(
        "{\"Data\":\"digits\",\"Training\":{\"epochs\":-5,\"time_steps\":5,\"validation\":0}}",
        "epochs is -5; it must be a whole number, at least 1")]
    [InlineData(
        "{\"Data\":\"digits\",\"Training\":{\"epochs\":5,\"time_steps\":5,\"validation\":2}}", "validation is 2; it must be a number in [0, 1)")]
    [InlineData("{\"Data\":\"letters\",\"Training\":{\"epochs\":5,\"time_steps\":5,\"validation\":0}}", "run.json: --data is 'letters'")]
    [InlineData("null", "run.json")]
    [InlineData("{\"Data\":5}", "Data is 5; it must be text")]
    [InlineData("{\"Data\":\"digits\",\"Data\":\"digits\"}", "'Data' is given twice")]
    [InlineData("{\"Data\":\"digits\",\"Seed\":-1}", "Seed is -1; it must be a whole number from 0 to 18446744073709551615")]
    [InlineData("{\"Data\":\"digits\",\"Training\":5}", "Training is 5; it must be named values")]
    public void Settings_of_a_run_that_make_no_sense_are_refused(string settings, string message)
    {
        var folder = NewFolder();
        Run(["train", "--epochs", "1", "--out", folder, .. _small]);
        File.WriteAllText(Path.Combine(folder, "run.json"), settings);

        Refused(message, ["train", "--resume", folder]);
    }

    [Fact]
    public void Every_value_of_a_run_that_is_of_another_kind_is_refused_by_its_file_its_name_and_what_is_allowed()
    {
        var folder = NewFolder();
        Run(
            ["train", "--epochs", "1", "--out", folder, "--clip", "1", "--truncate", "2", "--accumulate", "2", "--patience", "3", "--encoding",
                "rate", "--loss", "rate_cross_entropy", "--optimizer", "sgd", "--schedule", "constant", .. _small]);
        var file = Path.Combine(folder, "run.json");
        var whole = File.ReadAllText(file);
        var settings = JsonNode.Parse(whole)!.AsObject();
        string[] names = [.. settings.Select(pair => pair.Key).Where(name => name != "Training"),
            .. settings["Training"]!.AsObject().Select(pair => pair.Key)];
        Assert.Equal(17, names.Length);

        foreach (var name in names.Append("Training"))
        {
            foreach (var value in new[] { "\"x\"", "true", "[1]", "{\"a\":1}" })
            {
                var changed = (JsonObject)settings.DeepClone();
                var place = changed.ContainsKey(name) ? changed : changed["Training"]!.AsObject();
                // these may be any text
                if (value == "\"x\"" && name is "Data" or "Network") continue;
                place[name] = JsonNode.Parse(value);
                File.WriteAllText(file, changed.ToJsonString());

                var (code, output, error) = Run(["evaluate", folder]);

                Assert.True(code == 2 && output == "", $"{name} = {value}: {output}{error}");
                Assert.StartsWith($"neurons: {file}: ", error);
                Assert.Matches("\\b" + name + "\\b", error);
                Assert.Matches("must be|is missing|has no", error);
                // the serializer's own words
                Assert.DoesNotMatch("System\\.|JSON value|Path: |\\$\\.|LineNumber|convert", error);
                Assert.Single(error.TrimEnd().Split('\n'));
            }
        }

        File.WriteAllText(file, whole);
        Assert.Equal(0, Run(["evaluate", folder]).Code);
    }

    [Fact]
    public void A_line_of_the_metrics_with_a_value_of_another_kind_is_refused_by_its_name()
    {
        var folder = NewFolder();
        Run(["train", "--epochs", "1", "--out", folder, .. _small]);
        var file = Path.Combine(folder, "metrics.jsonl");
        var line = JsonNode.Parse(File.ReadAllText(file))!.AsObject();

        foreach (var (name, _) in line)
        {
            var changed = (JsonObject)line.DeepClone();
            changed[name] = "x";
            File.WriteAllText(file, changed.ToJsonString() + "\n");
            Assert.Matches($"{Regex.Escape(file)}: line 1 cannot be read: {name} is \"x\"; it must be a (whole )?number",
                Cli.Refused(["train", "--resume", folder]));
            // samples that are not right or wrong have none
            if (name.EndsWith("accuracy", StringComparison.Ordinal)) continue;
            changed.Remove(name);
            File.WriteAllText(file, changed.ToJsonString() + "\n");
            Assert.Contains($"line 1 cannot be read: {name} is missing; it must be a ", Cli.Refused(["train", "--resume", folder]));
        }
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
    public void Resume_without_a_folder_goes_on_with_that_of_out_or_begins_it()
    {
        var (whole, part) = (NewFolder(), NewFolder());
        Run(["train", "--epochs", "3", "--out", whole, .. _small]);
        foreach (var epochs in new[] { "1", "3" })
        {
            var (code, _, error) = Run(["train", "--resume", "--epochs", epochs, "--out", part, .. _small]);
            Assert.Equal((0, ""), (code, error));
        }
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(whole, "checkpoint.safetensors")), File.ReadAllBytes(Path.Combine(part, "checkpoint.safetensors")));
        Refused("cannot go on with other options: learning_rate was 0.002", ["train", "--resume", "--out", part, "--lr", "0.1", .. _small]);
    }

    [Fact]
    public void Every_option_of_a_training_is_kept_when_it_goes_on()
    {
        string[] options =
        [
            "--encoding", "rate", "--loss", "count_cross_entropy", "--optimizer", "adamw", "--schedule", "cosine", "--clip", "1", "--truncate", "5",
            "--accumulate", "2", "--patience", "5", "--validation", "0.2", "--batch", "100", "--seed", "3", .. _small,
        ];
        var (whole, part) = (NewFolder(), NewFolder());
        var (code, output, error) = Run(["train", "--epochs", "3", "--out", whole, .. options]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("validation accuracy", output);
        Run(["train", "--epochs", "1", "--out", part, .. options, "--threads", "1"]);
        // a cosine over one epoch is not that over three: the schedule follows from the number of epochs at the beginning
        Assert.NotEqual(
            File.ReadAllBytes(Path.Combine(whole, "checkpoint.safetensors")), File.ReadAllBytes(Path.Combine(part, "checkpoint.safetensors")));

        string[] constant = [.. options.Select(option => option == "cosine" ? "constant" : option)];
        var (one, two) = (NewFolder(), NewFolder());
        Run(["train", "--epochs", "3", "--out", one, .. constant]);
        Run(["train", "--epochs", "2", "--out", two, .. constant]);
        Run(["train", "--epochs", "3", "--resume", two, "--threads", "1"]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(one, "checkpoint.safetensors")), File.ReadAllBytes(Path.Combine(two, "checkpoint.safetensors")));
    }

    [Fact]
    public void A_network_file_says_what_is_trained_and_how_and_options_come_before_it()
    {
        var folder = NewFolder();
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "net.yaml");
        File.WriteAllText(file, """
            seed: 4
            layers:
              - {type: Input, shape: [1, 8, 8]}
              - {type: Conv2d, inputs: 1, outputs: 4, kernel: 3}
              - {type: Leaky, parameters: {beta: 0.8}}
              - {type: MaxPool2d, kernel: 2}
              - {type: Flatten}
              - {type: Linear, inputs: 36, outputs: 10}
              - {type: Leaky, output: Mem}
            training:
              epochs: 1
              time_steps: 6
              batch_size: 100
              loss: {name: mean_membrane_cross_entropy, label_smoothing: 0.05}
              optimizer: {name: sgd, momentum: 0.9}
              learning_rate: 0.05
              schedule: {name: step, size: 1, gamma: 0.5}
            """);
        var run = Path.Combine(folder, "run");
        var (code, output, error) = Run(["train", "--network", file, "--out", run, "--epochs", "2"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Conv2d", output);
        Assert.Contains("epoch   2/2", output);
        var trainer = Trainer.Resume(Path.Combine(run, "checkpoint.safetensors"));
        Assert.Equal((6, 100, 4UL, 0.025), (trainer.TimeSteps, trainer.BatchSize, trainer.Seed, trainer.Optimizer.LearningRate));
        Assert.IsType<Sgd>(trainer.Optimizer);
        Assert.Contains("the network of --network says how large it is", Run(["train", "--network", file, "--hidden", "3"]).Error);
        Assert.Contains("359 test samples", Run(["evaluate", run]).Output);
    }

    [Fact]
    public void A_folder_in_the_format_of_mnist_is_trained_on()
    {
        var data = NewFolder();
        Directory.CreateDirectory(data);
        var random = new Random(1);
        foreach (var (part, count) in new[] { ("train", 60), ("t10k", 20) })
        {
            var labels = Enumerable.Range(0, count).Select(i => (byte)(i % 3)).ToArray();
            var pixels =
                labels.SelectMany(label => Enumerable.Range(0, 16).Select(pixel => (byte)(pixel / 5 == label ? 250 : random.Next(40)))).ToArray();
            File.WriteAllBytes(
                Path.Combine(data, $"{part}-images-idx3-ubyte"), [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, 4, 0, 0, 0, 4, .. pixels]);
            File.WriteAllBytes(Path.Combine(data, $"{part}-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, (byte)count, .. labels]);
        }
        var folder = NewFolder();
        var (code, output, error) = Run(
            ["train", "--data", data, "--hidden", "20", "--batch", "20", "--epochs", "25", "--lr", "0.01", "--out", folder]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("test accuracy 100.0%", output);
        Assert.Contains("sample.svg", Files(folder));
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

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
