using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Neurons.Networks;

namespace Neurons.Outside.Tests;

/// <summary>A way of training of the user's own, as docs/online-learning.md shows it; and the other snippets of that page.</summary>
public sealed class OwnMethodTests
{
    static OwnMethodTests()
    {
        TrainingMethod.Kinds.Register<LastSteps, LastStepsOptions>("last_steps", o => new LastSteps(o), method => method.Options);
    }

    [Fact]
    public void The_snippets_of_the_page_are_in_these_files()
    {
        var folder = Path.GetDirectoryName(ThisFile())!;
        var page = File.ReadAllText(Path.Combine(folder, "../../docs/online-learning.md"));
        var code = Flush(File.ReadAllText(ThisFile()) + File.ReadAllText(Path.Combine(folder, "LastSteps.cs")));
        var snippets = Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline);
        Assert.Equal(3, snippets.Count);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), code, StringComparison.Ordinal));
    }

    [Fact]
    public void The_method_of_the_page_can_be_read()
    {
        var folder = Path.GetDirectoryName(ThisFile())!;
        var page = File.ReadAllText(Path.Combine(folder, "../../docs/online-learning.md"));
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "net.yaml");
        var training = Regex.Match(page, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        File.WriteAllText(path, "layers: [{type: linear, inputs: 6, outputs: 5}, {type: Leaky}, {type: linear, inputs: 5, outputs: 3}]\n" + training);
        Assert.Equal(LearningSignal.Random, Assert.IsType<EProp>(NetworkFile.ReadTrainer(path).Method).Options.Feedback);
    }

    [Fact]
    public async Task It_trains_and_goes_on_from_a_checkpoint()
    {
        var whole = Of(new LastSteps(new(4)));
        await Train(whole, 6);
        var half = Of(new LastSteps(new(4)));
        await Train(half, 3);
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "training.safetensors");
        half.Save(path);
        var resumed = Trainer.Resume(path);
        Assert.Equal("last_steps:steps=4", resumed.Method.ToString());
        await Train(resumed, 3);
        foreach (var (one, other) in whole.Network.Parameters.Zip(resumed.Network.Parameters))
            Assert.Equal(OwnPartsTests.Flat(one.Value), OwnPartsTests.Flat(other.Value));
    }

    [Fact]
    public void A_method_that_is_not_registered_is_refused_by_name_when_it_is_saved()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "training.safetensors");
        var error = Assert.Throws<NotSupportedException>(() => Of(new Nameless()).Save(path));
        Assert.Contains(nameof(Nameless), error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task The_trainer_of_the_page_trains()
    {
        var network = new Sequential(1, new Linear(6, 5), new Leaky(), new Linear(5, 3));
        var trainer = new Trainer(network, Loss.StepCrossEntropy(), new Adam(1e-3)) { TimeSteps = 250, Method = new Ottt() };
        await Train(trainer, 1);
        Assert.Equal(2, trainer.Optimizer.Updates);
    }

    private static Trainer Of(TrainingMethod method) =>
        new(new Sequential(1, new Linear(6, 5), new Leaky(), new Linear(5, 3)), Loss.StepCrossEntropy(), new Adam(0.01))
        {
            TimeSteps = 9,
            Method = method,
        };

    private static async Task Train(Trainer trainer, int epochs)
    {
        var inputs = OwnPartsTests.Flat(OwnPartsTests.Uniform(5, 80, 6));
        var data = new Dataset(Tensor.Create(inputs, [80, 6]), [.. Enumerable.Range(0, 80).Select(i => i % 3)]);
        await foreach (var _ in trainer.TrainAsync(data, epochs)) { }
    }

    private sealed class Nameless : TrainingMethod
    {
        public override TrainedBatch Train(TrainingBatch batch) => new Bptt().Train(batch);
    }

    private static string Flush(string text) => Regex.Replace(text, @"\s+", " ");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
