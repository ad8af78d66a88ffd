using System.Numerics.Tensors;
using System.Text.Json;
using Neurons.Cli.Tests.Report;
using Neurons.IO;

namespace Neurons.Cli.Tests.Training;

/// <summary>Trainings with targets: nothing is right or wrong, and nothing says so.</summary>
public sealed class TrainTargetsTests : IDisposable
{
    private const int Samples = 40, Steps = 12, Features = 2;

    /// <summary>A number that is shown or given to the page's script, which has the word, too.</summary>
    private const string NotANumber = @"[>:,\[]NaN";

    private readonly string _folder = Directory.CreateTempSubdirectory("neurons-").FullName;
    private readonly string[] _small = ["--hidden", "20", "--batch", "8", "--lr", "0.01"];

    [Fact]
    public void Arrays_of_targets_are_learnt_and_reported_without_any_accuracy()
    {
        var (run, data) = (In("run"), Arrays());
        var result = Cli.Run(["train", "--data", data, "--epochs", "4", "--schedule", "constant", "--out", run, .. _small]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("test loss ", result.Output);
        Assert.DoesNotContain("accuracy", result.Output);
        Assert.DoesNotContain("NaN", result.Output);

        var lines = File.ReadAllLines(Path.Combine(run, "metrics.jsonl"));
        var losses = lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("test_loss").GetDouble()).ToArray();
        Assert.True(losses[^1] < losses[0]);
        Assert.All(lines, line => Assert.DoesNotContain("accuracy", line));
        Assert.DoesNotContain("correct", File.ReadAllText(Path.Combine(run, "training.svg")));

        var page = new ReportFile(Path.Combine(run, "report.html"));
        Assert.Equal(losses, page.Series("Loss", "test"));
        Assert.DoesNotContain(page.Captions, caption => caption.StartsWith("Accuracy", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Body.Descendants("dt"), card => card.Value.Contains("accuracy", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Body.Descendants("h3"), title => title.Value == "Which class is taken for which");
        Assert.Contains("test sample 0", page.Text);

        var evaluated = Cli.Run("evaluate", run);
        Assert.Contains("8 test samples of x, loss ", evaluated.Output);
        Assert.DoesNotContain("accuracy", evaluated.Output);
        var json = JsonDocument.Parse(Cli.Run("evaluate", run, "--json").Output).RootElement;
        Assert.Equal(losses[^1], json.GetProperty("test_loss").GetDouble(), 1e-9);
        Assert.False(json.TryGetProperty("test_accuracy", out _));

        var more = Cli.Run("train", "--resume", run, "--epochs", "5", "--json");
        Assert.True(JsonDocument.Parse(more.Output).RootElement.TryGetProperty("test_loss", out _));
        Assert.Equal(0, Cli.Run("report", run, "--out", In("again.html")).Code);
        Assert.DoesNotMatch(NotANumber, File.ReadAllText(In("again.html")));
    }

    [Fact]
    public void Runs_with_and_without_an_accuracy_stand_side_by_side()
    {
        Cli.Run(["train", "--data", Arrays(), "--epochs", "1", "--out", In("curves"), .. _small]);
        Cli.Run(["train", "--epochs", "1", "--out", In("digits"), .. _small]);
        Assert.Equal(0, Cli.Run("report", In("curves"), In("digits"), "--out", In("both.html")).Code);
        var page = new ReportFile(In("both.html"));
        Assert.Contains("digits, test", page.Text);
        Assert.Single(page.Captions, caption => caption == "Accuracy: test, and training dashed");
        Assert.DoesNotMatch(NotANumber, page.Text);
    }

    [Fact]
    public void A_time_series_is_split_in_time_and_what_overlaps_is_left_out()
    {
        File.WriteAllLines(In("river.csv"),
            ["rain,level", .. Enumerable.Range(0, 110).Select(t => FormattableString.Invariant($"{t % 5},{Math.Sin(t / 7.0)}"))]);
        var data = $"{In("river.csv")}:inputs=rain+level,targets=level,steps=10,stride=5,ahead=1";
        var run = In("run");
        var result = Cli.Run(["train", "--data", data, "--epochs", "2", "--out", run, .. _small]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        // 20 samples: 16 to train with, of which the last has rows of the first of the 4 to test on
        Assert.Contains("4 test samples of river", Cli.Run("evaluate", run).Output);
        var settings = File.ReadAllText(Path.Combine(run, "run.json"));
        Assert.Contains("river.csv:inputs=rain", settings);
        Assert.Contains("validation loss", Cli.Run(
            ["train", "--data", data, "--epochs", "1", "--validation", "0.3", "--out", In("other"), .. _small]).Output);

        Assert.Contains("has no column 'wind'", Cli.Refused("train", "--data", $"{In("river.csv")}:inputs=wind,targets=level,steps=10"));
        Assert.Contains("does not give 'targets'", Cli.Refused("train", "--data", $"{In("river.csv")}:inputs=rain,steps=10"));
        Assert.Contains("steps' as 2.5; a whole number", Cli.Refused("train", "--data", $"{In("river.csv")}:inputs=rain,targets=level,steps=2.5"));
        Assert.Contains("is expected", Cli.Refused("train", "--data", In("river.csv")));
        Assert.Contains("too few", Cli.Refused("train", "--data", $"{In("river.csv")}:inputs=rain,targets=level,steps=100"));
    }

    [Fact]
    public void A_network_with_several_inputs_and_losses_is_trained_on_an_archive()
    {
        NpzWriter.Write(In("told.npz"), new Dictionary<string, Tensor<float>>
        {
            ["inputs"] = Numbers(1, Samples, Steps, Features),
            ["inputs.cue"] = Numbers(2, Samples, Steps, 1),
            ["labels"] = Tensor.Create([.. Enumerable.Range(0, Samples).Select(i => (float)(i % 2))], [Samples]),
            ["targets.lif.Mem"] = Numbers(3, Samples, Steps, 6),
        });
        File.WriteAllText(In("net.yaml"), $$"""
            nodes:
              - {name: x, type: input, shape: 2}
              - {name: cue, type: input, shape: 1}
              - {name: in, type: linear, inputs: 2, outputs: 6, from: x}
              - {name: told, type: linear, inputs: 1, outputs: 6, from: cue}
              - {name: lif, type: leaky, from: [in, told]}
              - {name: out, type: linear, inputs: 6, outputs: 2, from: lif}
              - {name: readout, type: LeakyIntegrator, from: out}
            outputs: [readout, lif.Mem]
            training:
              data: {{In("told.npz")}}
              losses:
                readout: max_membrane_cross_entropy
                lif.Mem: {loss: mean_squared_error, weight: 0.2}
              epochs: 2
            """);
        var result = Cli.Run("train", In("net.yaml"), "--out", In("run"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("test accuracy", result.Output);
        Assert.Contains("8 test samples of told, accuracy", Cli.Run("evaluate", In("run")).Output);
        Assert.Contains("Which class is taken for which", File.ReadAllText(Path.Combine(In("run"), "report.html")));
        Assert.Contains("neither targets nor labels", Cli.Refused("train", "--data", Archive(("inputs", Numbers(1, 4, 3, 2)))));
        Assert.Contains("has an array 'other'", Cli.Refused("train", "--data", Archive(("inputs", Numbers(1, 4, 3, 2)), ("other", Numbers(1, 4)))));
    }

    [Fact]
    public void Labels_without_times_are_told_by_ctc()
    {
        var order = Numbers(1, Samples, Steps, 1);
        for (var i = 0; i < Samples; i++)
        {
            for (var t = 0; t < Steps; t++) order[i, t, 0] = t < 2 ? 1 + ((i + t) % 2) : float.NaN;
        }
        Npy.Write(In("x.npy"), Numbers(4, Samples, Steps, Features));
        Npy.Write(In("order.npy"), order);
        File.WriteAllText(In("net.yaml"), "layers: [{type: linear, inputs: 2, outputs: 3}, {type: LeakyIntegrator}]\ntraining: {loss: ctc}\n");
        var result = Cli.Run(
            "train", In("net.yaml"), "--data", $"{In("x.npy")},{In("order.npy")}", "--epochs", "2", "--out", In("run"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("test accuracy", result.Output);
        Assert.DoesNotMatch(NotANumber, File.ReadAllText(Path.Combine(In("run"), "report.html")));
        Assert.Contains("8 test samples", Cli.Run("evaluate", In("run")).Output);
    }

    [Fact]
    public void What_was_trained_is_drawn_when_a_training_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var run = In("run");
        using var output = new StopAfter("epoch   2", stop);
        using var error = new StringWriter();
        var code = App.Run(["train", "--epochs", "100000", "--out", run, "--hidden", "20"], output, error, stop.Token);
        Assert.Equal(130, code);
        Assert.Contains("go on with: neurons train --resume", error.ToString());
        var epochs = File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Length;
        Assert.InRange(epochs, 2, 1000);
        Assert.True(File.Exists(Path.Combine(run, "training.svg")));
        Assert.Equal(epochs, new ReportFile(Path.Combine(run, "report.html")).Series("Loss", "training").Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Archive(params (string Name, Tensor<float> Array)[] arrays)
    {
        NpzWriter.Write(In("other.npz"), arrays.ToDictionary(one => one.Name, one => one.Array));
        return In("other.npz");
    }

    private string Arrays()
    {
        var x = Numbers(1, Samples, Steps, Features);
        var y = Tensor.CreateFromShape<float>([Samples, Steps, 1]);
        for (var i = 0; i < Samples; i++)
        {
            for (var t = 1; t < Steps; t++) y[i, t, 0] = (0.8f * y[i, t - 1, 0]) + (0.2f * x[i, t, 0]);
        }
        Npy.Write(In("x.npy"), x);
        Npy.Write(In("y.npy"), y);
        return $"{In("x.npy")},{In("y.npy")}";
    }

    private static Tensor<float> Numbers(int seed, params nint[] shape)
    {
        var random = new Random(seed);
        return Tensor.Create([.. Enumerable.Range(0, (int)TensorPrimitives.Product<nint>(shape)).Select(_ => random.NextSingle())], shape);
    }

    private string In(string name) => Path.Combine(_folder, name);

    /// <summary>Stops a training when it has written a text.</summary>
    private sealed class StopAfter(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(text, StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
