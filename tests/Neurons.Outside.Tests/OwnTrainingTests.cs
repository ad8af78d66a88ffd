using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Outside.Tests;

/// <summary>A training in which everything is the user's own: layers, neuron, loss, optimizer, schedule, encoding.</summary>
public sealed class OwnTrainingTests
{
    private static readonly Schedule _halves = Halves();

    static OwnTrainingTests()
    {
        Loss.Kinds.Register<Hinge, HingeOptions>("hinge", o => new Hinge(o), loss => loss.Options);
        Optimizer.Kinds.Register<SignMomentum, SignMomentumOptions>(
            "sign_momentum", o => new SignMomentum(o), optimizer => optimizer.Options);
        InputEncoding.Kinds.Register<Pulse, PulseOptions>("pulse", o => new Pulse(o), encoding => encoding.Options);
        OwnPartsTests.Register();
    }

    private static Schedule Halves()
    {
        var halves = Schedule.From("halves", (start, done) => start / (1 + done));
        Schedule.Kinds.Register("halves", halves);
        return halves;
    }

    [Fact]
    public async Task It_learns_and_goes_on_from_a_checkpoint_bit_for_bit()
    {
        var data = Data();
        var whole = Trainer();
        var epochs = await Train(whole, data, 6);
        Assert.True(epochs[^1].Loss < 0.7 * epochs[0].Loss, $"{epochs[0].Loss} → {epochs[^1].Loss}");
        Assert.Equal(epochs[0].LearningRate / 2, epochs[1].LearningRate, 12);

        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "training.safetensors");
        var half = Trainer();
        await Train(half, data, 3);
        half.Save(path);
        var resumed = Networks.Trainer.Resume(path);
        Assert.IsType<Hinge>(resumed.Loss);
        Assert.Equal(0.8, Assert.IsType<SignMomentum>(resumed.Optimizer).Options.Keep);
        Assert.Equal(3, Assert.IsType<Pulse>(resumed.Encoding).Options.Every);
        await Train(resumed, data, 3);
        foreach (var (one, other) in whole.Network.Parameters.Zip(resumed.Network.Parameters))
            Assert.Equal(OwnPartsTests.Flat(one.Value), OwnPartsTests.Flat(other.Value));
        Assert.Equal(whole.Evaluate(data).Loss, resumed.Evaluate(data).Loss);
    }

    [Fact]
    public void Own_parts_stand_in_the_training_of_a_network_file()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "own.yaml");
        File.WriteAllText(path, """
            layers: [{type: linear, inputs: 6, outputs: 3}]
            training:
              loss: {name: hinge, margin: 0.5}
              optimizer: {name: sign_momentum, keep: 0.7}
              learning_rate: 0.01
              encoding: "pulse:every=4"
              schedule: halves
            """);
        var trainer = NetworkFile.ReadTrainer(path);
        Assert.Equal(0.5, Assert.IsType<Hinge>(trainer.Loss).Options.Margin);
        Assert.Equal(new SignMomentumOptions(0.01, 0.7), Assert.IsType<SignMomentum>(trainer.Optimizer).Options);
        Assert.Equal(4, Assert.IsType<Pulse>(trainer.Encoding).Options.Every);
    }

    [Fact]
    public async Task A_loss_that_is_a_function_trains_and_is_refused_by_name_when_it_is_saved_without_being_registered()
    {
        var loss = Loss.From("function", (output, labels) =>
        {
            var gradient = Tensor.CreateFromShape<float>(output.Lengths);
            return (new Hinge(new()).Evaluate(output, labels, gradient), gradient);
        });
        var trainer = new Trainer(OwnPartsTests.Network(), loss, new Adam(0.01)) { TimeSteps = 6, BatchSize = 16 };
        await Train(trainer, Data(), 1);
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-").FullName, "training.safetensors");
        Assert.Contains("function", Assert.Throws<NotSupportedException>(() => trainer.Save(path)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private static Trainer Trainer() => new(OwnPartsTests.Network(), new Hinge(new(0.5)), new SignMomentum(new(0.02, 0.8)))
    {
        TimeSteps = 9,
        BatchSize = 16,
        Encoding = new Pulse(new(3)),
        Schedule = _halves,
    };

    private static async Task<List<Epoch>> Train(Trainer trainer, Dataset data, int epochs)
    {
        var done = new List<Epoch>();
        await foreach (var epoch in trainer.TrainAsync(data, epochs)) done.Add(epoch);
        return done;
    }

    /// <summary>Three classes that differ in which features are large.</summary>
    private static Dataset Data()
    {
        const int Count = 96;
        var inputs = OwnPartsTests.Flat(OwnPartsTests.Uniform(5, Count, 6));
        var labels = Enumerable.Range(0, Count).Select(i => i % 3).ToArray();
        for (var i = 0; i < Count; i++) inputs[i * 6 + 2 * labels[i]] += 3;
        return new Dataset(Tensor.Create(inputs, [Count, 6]), labels);
    }
}
