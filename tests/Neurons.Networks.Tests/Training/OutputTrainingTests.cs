using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks.Tests;

/// <summary>Trainings of networks with several inputs and outputs.</summary>
public sealed class OutputTrainingTests
{
    private const int Count = 24, Steps = 10;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 1)]
    [InlineData(0, 2)]
    public async Task The_sum_of_the_losses_is_learnt_as_a_loop_of_ones_own_learns_it(int truncate, int accumulate)
    {
        var (trainer, data) = (Trainer(truncate, accumulate), Data());
        var before = trainer.Evaluate(data);
        var done = await Samples.Train(trainer, data, 15);
        Assert.True(done[^1].Loss < 0.8 * before.Loss, $"{before.Loss} {done[^1].Loss}");
        Assert.InRange(done[^1].Accuracy, 0, 1);
        Assert.Equal(Count, trainer.Evaluate(data).Answers.Count);
        if (truncate > 0 || accumulate > 1) return;

        // one batch of all samples, and plain gradient descent
        var network = Graph();
        var step = new Trainer(network, Losses, new Sgd(0.1)) { BatchSize = Count };
        await Samples.Train(step, data, 1);
        var own = Graph();
        var batch = new Batches(data, Count, own.Seed).Epoch(0).First();
        var run = own.Forward(new Dictionary<string, Tensor<float>> { ["x"] = batch.ToTensor(), ["cue"] = batch.Inputs["cue"].ToTensor() });
        var (value, gradient) = Loss.CountCrossEntropy().Evaluate(run.Outputs["spikes"], batch.Labels);
        var targets = Ordered(Potentials(), batch.Indices);
        var (other, slopes) = Loss.MeanSquaredError().Evaluate(run.Outputs["lif.Mem"], new SequenceTargets(targets));
        TensorPrimitives.Multiply(slopes.ReadOnlySpan(), 0.5f, slopes.Span());
        var gradients = run.PullbackOfOutputs(new Dictionary<string, Tensor<float>> { ["spikes"] = gradient, ["lif.Mem"] = slopes });
        new Sgd(0.1).Step(own, gradients.Parameters);
        Assert.Equal(Samples.Weights(own), Samples.Weights(network));
        Assert.Equal(value + (0.5 * other), new Trainer(Graph(), Losses, new Sgd(0.1)) { BatchSize = Count }.Evaluate(data).Loss, 1e-6);
    }

    [Fact]
    public async Task A_training_that_is_resumed_has_the_same_bits()
    {
        var (whole, half, data) = (Trainer(0, 1), Trainer(0, 1), Data());
        await Samples.Train(whole, data, 4);
        await Samples.Train(half, data, 2);
        var path = Samples.TemporaryFile("half.safetensors");
        half.Save(path);
        var resumed = Networks.Trainer.Resume(path);
        Assert.Equal(whole.Losses.Select(loss => loss.ToString()), resumed.Losses.Select(loss => loss.ToString()));
        await Samples.Train(resumed, data, 2);
        Assert.Equal(Samples.Weights(whole.Network), Samples.Weights(resumed.Network));
    }

    [Fact]
    public async Task A_file_names_the_losses_and_an_archive_has_the_inputs_and_targets()
    {
        var file = Samples.TemporaryFile("net.yaml");
        File.WriteAllText(file, """
            nodes:
              - {name: x, type: input, shape: 3}
              - {name: cue, type: input, shape: 2}
              - {name: in, type: linear, inputs: 3, outputs: 12, from: x}
              - {name: told, type: linear, inputs: 2, outputs: 12, from: cue}
              - {name: lif, type: leaky, from: [in, told]}
              - {name: out, type: linear, inputs: 12, outputs: 2, from: lif}
              - {name: spikes, type: leaky, from: out}
            outputs: [spikes, lif.mem]
            training:
              losses:
                spikes: count_cross_entropy
                lif.mem: {loss: mean_squared_error, weight: 0.5}
              batch_size: 8
            """);
        var trainer = NetworkFile.ReadTrainer(file);
        Assert.Equal("count_cross_entropy of spikes + 0.5 mean_squared_error of lif.mem", string.Join(" + ", trainer.Losses));

        var archive = Samples.TemporaryFile("data.npz");
        NpzWriter.Write(archive, new Dictionary<string, Tensor<float>>
        {
            ["inputs"] = Inputs(),
            ["inputs.cue"] = Cues(),
            ["labels"] = Tensor.Create([.. Labels().Select(label => (float)label)], [Count]),
            ["targets.lif.Mem"] = Potentials(),
        });
        var data = SequenceData.FromNpz(archive);
        Assert.Equal(["cue"], data.InputNames);
        Assert.Equal(["lif.Mem"], data.TargetNames);
        Assert.Equal(trainer.Evaluate(Data()).Loss, trainer.Evaluate(data).Loss);
        var done = await Samples.Train(trainer, data, 3);
        Assert.True(done[^1].Loss < done[0].Loss);
    }

    [Fact]
    public void Parts_of_the_data_keep_what_belongs_to_each_sample()
    {
        int[] places = [5, 3, 3, 20];
        var part = Data().Take(places);
        var trainer = Trainer(0, 1);
        var alone = places.Average(place => trainer.Evaluate(Data().Take([place])).Loss);
        Assert.Equal(alone, trainer.Evaluate(part).Loss, 1e-6);
        var (first, second) = Data().Split(0.25, 1);
        Assert.Equal(trainer.Evaluate(Data()).Loss, ((6 * trainer.Evaluate(first).Loss) + (18 * trainer.Evaluate(second).Loss)) / Count, 1e-6);
        // targets that are given to a part are those of its samples
        var late = Dataset.OverTime(Inputs(), Labels()).Take(places).WithInput("cue", Dataset.OverTime(Cues(), Labels()).Take(places))
            .WithTargets("lif.Mem", Ordered(Potentials(), places, samplesFirst: true));
        Assert.Equal(trainer.Evaluate(part).Loss, trainer.Evaluate(late).Loss);
    }

    [Fact]
    public void A_further_input_may_stay_the_same_over_time()
    {
        var still = Samples.Uniform(9, 0, 1, Count, 2);
        var moving = Tensor.CreateFromShape<float>([Count, Steps, 2]);
        for (var i = 0; i < Count; i++)
        {
            for (var t = 0; t < Steps; t++) (moving[i, t, 0], moving[i, t, 1]) = (still[i, 0], still[i, 1]);
        }
        var data = Dataset.OverTime(Inputs(), Labels()).WithTargets("lif.Mem", Potentials());
        var trainer = Trainer(0, 1);
        Assert.Equal(
            trainer.Evaluate(data.WithInput("cue", Dataset.OverTime(moving, Labels()))).Loss,
            trainer.Evaluate(data.WithInput("cue", new Dataset(still, Labels()))).Loss, 1e-6);
    }

    [Fact]
    public void What_does_not_fit_is_said_before_the_first_batch()
    {
        var (network, data, trainer) = (Graph(), Data(), Trainer(0, 1));
        Says("There is no output 'none'; the network has spikes, lif.Mem", () => new Trainer(network, [new("none", Loss.Huber())], new Adam()));
        Says("has 2 losses", () => new Trainer(network, [new("spikes", Loss.Huber()), new("spikes", Loss.Huber())], new Adam()));
        Says("Weight is 0", () => new Trainer(network, [new("spikes", Loss.Huber(), 0)], new Adam()));
        Says("There is no loss", () => new Trainer(network, [], new Adam()));
        Says("learns of one", () => new Trainer(network, Losses, new Adam()) { Method = new Sltt() });
        Says("the data has no 'cue'", () => trainer.Check(Dataset.OverTime(Inputs(), Labels()).WithTargets("lif.Mem", Potentials())));
        Says("has an input 'clue'", () => trainer.Check(data.WithInput("clue", Dataset.OverTime(Cues(), Labels()))));
        Says("the data has classes", () => trainer.Check(Cued(Dataset.OverTime(Inputs(), Labels()))));
        Says("has targets for 'out'", () => trainer.Check(data.WithTargets("out", Potentials())));
        Says("takes classes", () => trainer.Check(Cued(SequenceData.Of(Inputs(), Potentials()))));
        Says("has 9 steps and the data 10", () => data.WithInput("b", Dataset.OverTime(Samples.Uniform(1, 0, 1, Count, 9, 1), Labels())));
        Says("has 4 samples and the data 24", () => data.WithInput("b", Dataset.OverTime(Samples.Uniform(1, 0, 1, 4, Steps, 1), [0, 0, 0, 0])));
        Says("already", () => data.WithInput("cue", Dataset.OverTime(Cues(), Labels())));
        Says("already", () => data.WithTargets("lif.Mem", Potentials()));

        static void Says(string text, Action act) =>
            Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    private static OutputLoss[] Losses => [new("spikes", Loss.CountCrossEntropy()), new("lif.Mem", Loss.MeanSquaredError(), Weight: 0.5)];

    private static Trainer Trainer(int truncate, int accumulate) => new(Graph(), Losses, new Adam(0.02))
    {
        BatchSize = 8,
        TruncateAfter = truncate,
        AccumulateBatches = accumulate,
    };

    private static Graph Graph() => new(
        1, ["spikes", "lif.Mem"], new Node("x", new Input(3)), new Node("cue", new Input(2)), new Node("in", new Linear(3, 12), "x"),
        new Node("told", new Linear(2, 12), "cue"), new Node("lif", new Leaky(), "in", "told"), new Node("out", new Linear(12, 2), "lif"),
        new Node("spikes", new Leaky(), "out"));

    private static Tensor<float> Inputs() => Samples.Uniform(1, 0, 2, Count, Steps, 3);

    private static Tensor<float> Cues() => Samples.Uniform(2, 0, 2, Count, Steps, 2);

    private static Tensor<float> Potentials() => Samples.Uniform(3, 0, 1, Count, Steps, 12);

    private static int[] Labels()
    {
        var x = Inputs();
        return [.. Enumerable.Range(0, Count).Select(i => x[i, 0, 0] > x[i, 0, 1] ? 1 : 0)];
    }

    private static Dataset Cued(Dataset data) => data.WithInput("cue", Dataset.OverTime(Cues(), Labels()));

    private static Dataset Data() => Cued(Dataset.OverTime(Inputs(), Labels())).WithTargets("lif.Mem", Potentials());

    /// <summary>[T, batch, …] of [samples, T, …], or as many samples of it.</summary>
    private static Tensor<float> Ordered(Tensor<float> all, ReadOnlySpan<int> places, bool samplesFirst = false)
    {
        var ordered = Tensor.CreateFromShape<float>(samplesFirst ? [places.Length, Steps, 12] : [Steps, places.Length, 12]);
        for (var i = 0; i < places.Length; i++)
        {
            for (var t = 0; t < Steps; t++)
            {
                for (var n = 0; n < 12; n++)
                {
                    if (samplesFirst) ordered[i, t, n] = all[places[i], t, n];
                    else ordered[t, i, n] = all[places[i], t, n];
                }
            }
        }
        return ordered;
    }
}
