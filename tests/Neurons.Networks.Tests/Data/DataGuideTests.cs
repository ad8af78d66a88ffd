using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/data.md, compiled and run. Every snippet of that page stands here as well, apart from where its files lie.</summary>
public sealed class DataGuideTests : IDisposable
{
    private readonly Folder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Every_snippet_of_the_guide_is_in_this_file()
    {
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/data.md"));
        var code = Flush(Regex.Replace(File.ReadAllText(ThisFile()), @"In\((""[^""]*"")\)", "$1"));
        var snippets = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline);

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), code));
    }

    [Fact]
    public void Data_comes_from_many_places()
    {
        var folder = _files.Path;
        _files.WriteMnist(height: 28, width: 28);
        Npy.Write(In("inputs.npy"), Tensor.Create<float>([51, 102, 153, 255], [2, 2]));
        Npy.Write(In("labels.npy"), Tensor.Create<float>([0, 1], [2]));
        foreach (var name in new[] { "data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch" })
            _files.Write($"cifar-10-batches-bin/{name}.bin", [.. Enumerable.Range(0, 2 * 3073).Select(i => (byte)(i % 3073 == 0 ? 7 : i))]);
        var values = Samples.Flat(Samples.Uniform(1, 0, 1, 90, 6));
        var labels = new int[90];

        var digits = Digits.Load();                                    // 1,797 handwritten digits of 64 pixels, part of the library
        var (training, validation) = digits.Split(0.8, seed: 1);

        var images = Mnist.Load(folder);                               // MNIST, Fashion-MNIST, KMNIST, …: images.Training, images.Test
        var planes = Mnist.Load(folder, ImageShape.Channel);           // [1, 28, 28] for convolutions, instead of [784]

        var own = Dataset.FromNpy(In("inputs.npy"), In("labels.npy"), divisor: 255);
        own = new NpySource(In("inputs.npy"), In("labels.npy")) { Divisor = 255 }.Load(); // or NpySource.Parse("inputs.npy,labels.npy:divisor=255")

        var colors = Cifar10.Load(In("cifar-10-batches-bin"));             // [3, 32, 32]

        var made = new Dataset(Tensor.Create(values, [90, 6]), labels); // [samples, features…]

        Assert.Equal(1797, training.Count + validation.Count);
        Assert.Equal([784], images.Training.Shape.ToArray());
        Assert.Equal([1, 28, 28], planes.Test.Shape.ToArray());
        Assert.Equal([0.6f, 1f], own.Sample(1).ToArray());

        var augmented = colors.Training.Augmented(new ImageCrop(Padding: 4), new ImageFlip(), new CutOut(Size: 8), new MixUp(Alpha: 0.2));

        Assert.Equal(10, colors.Training.Count);
        Assert.Equal(["image_crop", "image_flip", "cut_out", "mix_up"], augmented.Augmentation.Select(one => one.ToString()));
        Assert.Equal(90, made.Count);
        TargetsAndInputs();
    }

    private void TargetsAndInputs()
    {
        var (inputs, targets, cues) = (Samples.Uniform(1, 0, 1, 4, 5, 3), Samples.Uniform(2, 0, 1, 4, 5, 2), Samples.Uniform(3, 0, 1, 4, 5, 1));
        Npy.Write(In("x.npy"), inputs);
        Npy.Write(In("y.npy"), targets);
        NpzWriter.Write(In("sums.npz"), new Dictionary<string, Tensor<float>> { ["inputs"] = inputs, ["targets"] = targets });
        File.WriteAllLines(In("river.csv"), ["wind,rain,level", .. Enumerable.Range(0, 90).Select(t => $"{t},{t % 7},{t * t}")]);

        var sums = SequenceData.Of(inputs, targets); // [samples, T, features…], and [samples, T, outputs…] or [samples, 1, outputs…]
        sums = SequenceData.FromNpy(In("x.npy"), In("y.npy"));
        sums = SequenceData.FromNpz(In("sums.npz"));                       // the arrays inputs and targets, and perhaps labels and lengths
        sums = SequenceData.FromCsv(In("river.csv"), ["wind", "rain"], ["level"], steps: 50, stride: 10, ahead: 1);
        sums = CsvSource.Parse(In("river.csv:inputs=wind+rain,targets=level,steps=50,stride=10,ahead=1")).Load();

        Assert.Equal(4, sums.Count);
        sums = SequenceData.FromNpz(In("sums.npz"));

        var cued = sums.WithInput("cue", SequenceData.Of(cues, targets));

        Assert.Equal(["cue"], cued.InputNames);
    }

    [Fact]
    public async Task A_trainer_is_told_how_samples_are_shown()
    {
        var network = Samples.Network();
        var trainer = new Trainer(network, Loss.MaxMembraneCrossEntropy(), new Adam()) { TimeSteps = 25, Encoding = InputEncoding.Rate() };

        // Saved and resumed, it goes on with the spikes of the next epoch.
        var data = Samples.Classes(90);
        await Samples.Train(trainer, data, 1);
        trainer.Save(In("run.safetensors"));
        var resumed = Trainer.Resume(In("run.safetensors"));
        await Samples.Train(trainer, data, 2);
        await Samples.Train(resumed, data, 2);
        Assert.Equal("rate", resumed.Encoding.ToString());
        Assert.Equal(Samples.Weights(trainer.Network), Samples.Weights(resumed.Network));
    }

    [Fact]
    public void An_encoding_of_ones_own_has_a_name()
    {
        InputEncoding.Kinds.Register<Ramp, RampOptions>("ramp", o => new Ramp(o), ramp => ramp.Options);
        var ramp = InputEncoding.Parse("ramp:gain=0.5");               // in network files and checkpoints, too

        var batch = new Batches(new Dataset(Samples.Uniform(1, 1, 1, 1, 2), [0]), 1, 1, ramp, 3).Epoch(0).Single();
        Assert.Equal([0, 0, 0.5f, 0.5f, 1, 1], Samples.Flat(batch.ToTensor()));
        Assert.Equal("ramp:gain=0.5", ramp.ToString());
    }

    [Fact]
    public void Batches_can_be_used_without_a_trainer()
    {
        _files.WriteMnist(training: 200, height: 28, width: 28);
        var images = Mnist.Load(_files.Path);

        var batches = new Batches(images.Training, batchSize: 128, seed: 1, InputEncoding.Rate(), timeSteps: 25) { Prefetch = 2 };
        for (var epoch = 0; epoch < 2; epoch++)
        {
            foreach (var batch in batches.Epoch(epoch))
            {
                Tensor<float> input = batch.ToTensor();                // [25, batch, 784]
                int[] classes = batch.Labels;
            }
        }

        Assert.Equal([128, 72], batches.Epoch(2).Select(batch => (int)batch.ToTensor().Lengths[1]));
    }

    private string In(string name) => Path.Combine(_files.Path, name);

    /// <summary>Without the indentation.</summary>
    private static string Flush(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    private static string ThisFile([CallerFilePath] string path = "") => path;

    public sealed record RampOptions(double Gain = 1);

    public sealed class Ramp(RampOptions options) : InputEncoding
    {
        public RampOptions Options => options;

        public override void Encode(in SampleSequence sample)
        {
            for (var t = 0; t < sample.TimeSteps; t++)
                TensorPrimitives.Multiply(sample.ValuesAt(t), (float)(options.Gain * t), sample.At(t));
        }
    }
}
