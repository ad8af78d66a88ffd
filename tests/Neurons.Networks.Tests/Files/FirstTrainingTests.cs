using System.IO.Compression;
using System.Reflection;
using System.Text.Json.Nodes;
using Neurons.IO;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>
/// Trainings that version 0.1 saved, one for each of its losses, with all optimizers, schedules, kinds of clipping and encodings among
/// them, and what it made of each in one more epoch.
/// </summary>
[Collection(nameof(FirstTrainingTests))]
public class FirstTrainingTests
{
    [Theory]
    [InlineData("count", "count_cross_entropy", "sgd", "exponential", null, "rate")]
    [InlineData("counterr", "count_squared_error", "adamw", "constant", null, "rate")]
    [InlineData("logits", "cross_entropy", "adam", "exponential", "value 0.5", "delta:threshold=0.2")]
    [InlineData("max", "max_membrane_cross_entropy", "adam", null, null, "rate")]
    [InlineData("mean", "mean_membrane_cross_entropy", "adamw", "step", "norm 1", "direct")]
    [InlineData("memerr", "membrane_squared_error", "sgd", null, "norm 1", "direct")]
    [InlineData("neg", "temporal_cross_entropy", "sgd", "step", null, "rate")]
    [InlineData("rate", "rate_cross_entropy", "sgd", "sequence", "value 0.5", "delta:threshold=0.2")]
    [InlineData("rec", "temporal_cross_entropy", "sgd", "sequence", "norm 1", "direct")]
    [InlineData("stepmean", "step_cross_entropy", "adamw", null, "value 0.5", "delta:threshold=0.2")]
    [InlineData("sum", "step_cross_entropy", "adam", "constant", "norm 1", "direct")]
    [InlineData("temperr", "temporal_squared_error", "sgd", "step", "value 0.5", "delta:threshold=0.2")]
    public async Task A_training_of_version_0_1_goes_on_with_the_same_bits(
        string name, string loss, string optimizer, string? schedule, string? clipping, string encoding)
    {
        var engine = Blas.Engine;
        try
        {
            // the files are of the library's own products, which have the same bits everywhere
            Blas.Engine = BlasEngine.Managed;
            var file = Extract($"{name}.safetensors");
            var trainer = Trainer.Resume(file);
            Assert.Equal((loss, optimizer, schedule), (trainer.Loss.Name, trainer.Optimizer.ToString(), trainer.Schedule?.ToString()));
            Assert.Equal((clipping, encoding), (trainer.Clipping?.ToString(), trainer.Encoding.ToString()));
            await Samples.Train(trainer, Digits.Load().Take([.. Enumerable.Range(0, 64)]), 1);
            trainer.Save(file);
            var (expected, actual) = (SafetensorsFile.Read(Extract($"{name}.after.safetensors")), SafetensorsFile.Read(file));
            Assert.Equal(expected.Names.Order(StringComparer.Ordinal), actual.Names.Order(StringComparer.Ordinal));
            Assert.All(expected.Names, tensor => Assert.Equal(Samples.Flat(expected.Get<float>(tensor)), Samples.Flat(actual.Get<float>(tensor))));

            // what it writes now says the same of the training as what version 0.1 wrote after that epoch
            var (before, now) = (Saved(Extract($"{name}.after.safetensors")), Saved(file));
            Trainer.Resume(Extract($"{name}.after.safetensors")).Save(file);
            Assert.True(JsonNode.DeepEquals(now, Saved(file)), $"{now}\n{Saved(file)}");
            Assert.Equal(before["Best"]!.GetValue<double>(), now["best"]!.GetValue<double>());
        }
        finally
        {
            Blas.Engine = engine;
        }
    }

    [Theory]
    [InlineData("step_sum_cross_entropy", OverSteps.Sum)]
    [InlineData("step_mean_cross_entropy", OverSteps.Mean)]
    public void Network_files_of_version_0_1_name_the_steps_of_a_loss(string name, OverSteps steps)
    {
        var loss = Assert.IsType<StepCrossEntropy>(Read($"loss: {{name: {name}, label_smoothing: 0.25}}").Loss);
        Assert.Equal(new StepCrossEntropyOptions(steps, LabelSmoothing: 0.25), loss.Options);
        Assert.Equal(new StepCrossEntropyOptions(steps), Assert.IsType<StepCrossEntropy>(Read($"loss: {name}").Loss).Options);
    }

    [Theory]
    [InlineData("negated_time_cross_entropy", SpikeTimeInverse.Negated)]
    [InlineData("reciprocal_time_cross_entropy", SpikeTimeInverse.Reciprocal)]
    public void Network_files_of_version_0_1_name_the_inverse_of_a_loss(string name, SpikeTimeInverse inverse) =>
        Assert.Equal(inverse, Assert.IsType<TemporalCrossEntropy>(Read($"loss: {name}").Loss).Options.Inverse);

    private static Trainer Read(string training)
    {
        var file = Samples.TemporaryFile("net.yaml");
        File.WriteAllText(file, $"layers: [{{type: Linear, inputs: 6, outputs: 3}}]\ntraining: {{{training}}}");
        return NetworkFile.ReadTrainer(file);
    }

    private static JsonObject Saved(string file) => JsonNode.Parse(SafetensorsFile.Read(file).Metadata["training"])!.AsObject();

    private static string Extract(string name)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("first-trainings.zip")!;
        using var archive = new ZipArchive(file);
        var path = Samples.TemporaryFile(name);
        archive.GetEntry(name)!.ExtractToFile(path);
        return path;
    }
}

/// <summary>They choose what computes products, for all threads.</summary>
[CollectionDefinition(nameof(FirstTrainingTests), DisableParallelization = true)]
public sealed class FirstTrainingGroup;
