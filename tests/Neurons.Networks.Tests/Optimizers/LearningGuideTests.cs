using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Neurons.Networks.Tests;

/// <summary>The code of docs/learning.md, compiled and run. Every snippet of that page stands here as well, word for word.</summary>
public class LearningGuideTests
{
    [Fact]
    public void Every_snippet_of_the_page_is_in_this_file()
    {
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/learning.md"));
        var code = Flush(File.ReadAllText(ThisFile()));
        var snippets = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline);

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), code));
    }

    [Fact]
    public async Task Targets_over_time_are_learnt()
    {
        var network = new Sequential(1, new Linear(3, 8), new Leaky(), new Linear(8, 2), new LeakyIntegrator());
        var (inputs, targets) = (Samples.Uniform(1, 0, 2, 6, 10, 3), Samples.Uniform(2, 0, 1, 6, 10, 2));

        var data = SequenceData.Of(inputs, targets);                      // [samples, T, features…] and [samples, T, outputs…]
        var regression = new Trainer(network, Loss.MeanSquaredError(), new Adam(1e-2));
        var distance = SpikeTrains.VictorPurpura([1, 4], [1.25, 4.5], cost: 1);

        Assert.Equal(0.75, distance);
        var done = await Samples.Train(regression, data, 20);
        Assert.True(done[^1].Loss < done[0].Loss);
    }

    [Fact]
    public async Task Labels_without_times_and_several_outputs_are_learnt()
    {
        var labelled = new Sequential(1, new Linear(3, 4)).Forward(Samples.Uniform(1, 0, 2, 9, 2, 3));
        var (order, lengths) = (Tensor.CreateFromShape<float>([9, 2, 1]), new[] { 9, 7 });
        order.Span().Fill(float.NaN);
        (order[0, 0, 0], order[1, 0, 0], order[5, 1, 0]) = (3, 1, 2);

        var ctc = Loss.Ctc(blank: 0);                                     // class 0 stands for nothing
        var (ctcValue, ctcGradient) = ctc.Evaluate(labelled.Output, new SequenceTargets(order, lengths));
        int[][] decoded = ctc.Decode(labelled.Output, lengths);           // the likeliest class of each step: repetitions out, then blanks
        double wrong = ctc.LabelErrorRate(labelled.Output, new SequenceTargets(order, lengths));

        Assert.True(ctcValue > 0 && ctcGradient.Lengths[0] == 9 && decoded.Length == 2 && wrong >= 0);
        var (inputs, potentials) = (Samples.Uniform(1, 0, 2, 6, 10, 3), Samples.Uniform(2, 0, 1, 6, 10, 8));
        int[] classes = [0, 1, 0, 1, 0, 1];

        var both = new Graph(
            1, ["readout", "lif.Mem"], new Node("x", new Input(3)), new Node("in", new Linear(3, 8), "x"), new Node("lif", new Leaky(8), "in"),
            new Node("out", new Linear(8, 2), "lif"), new Node("readout", new LeakyIntegrator(2), "out"));
        var losses = new Trainer(
            both, [new("readout", Loss.MaxMembraneCrossEntropy()), new("lif.Mem", Loss.MeanSquaredError(), Weight: 0.1)], new Adam(1e-2));
        var told = Dataset.OverTime(inputs, classes).WithTargets("lif.Mem", potentials);    // classes, and targets for an output

        var done = await Samples.Train(losses, told, 10);
        Assert.True(done[^1].Loss < done[0].Loss);
    }

    [Fact]
    public void A_loss_is_evaluated_and_its_gradient_makes_the_loss_smaller()
    {
        var network = Network();
        var (images, labels) = Batch(12);
        var epoch = 7;

        var loss = Loss.CountCrossEntropy(labelSmoothing: 0.1);
        var run = network.Forward(images, timeSteps: 25);
        var (value, gradient) = loss.Evaluate(run.Output, labels);      // the output is [T, batch, classes]
        var gradients = run.Pullback(gradient);

        double accuracy = Metric.RateAccuracy().Evaluate(run.Output, labels);
        int[] first = Metric.TemporalAccuracy().Classes(run.Output);    // by the first spike

        Assert.InRange(accuracy, 0, 1);
        Assert.Equal(12, first.Length);

        var optimizer = new AdamW(learningRate: 2e-3, weightDecay: 0.01);
        var schedule = Schedule.LinearWarmup(5).Then(5, Schedule.Cosine(45, least: 1e-5));
        var clipping = GradientClipping.ByNorm(1.0);

        optimizer.LearningRate = schedule.At(start: 2e-3, done: epoch);
        clipping.Apply(gradients);
        optimizer.Step(network, gradients);

        Assert.InRange(optimizer.LearningRate, 1.9e-3, 2e-3);
        for (var more = 0; more < 30; more++)
        {
            var next = network.Forward(images, 25);
            optimizer.Step(network, next.Pullback(loss.Evaluate(next.Output, labels).Gradient));
        }
        Assert.True(loss.Evaluate(network.Predict(images, 25), labels).Value < 0.9 * value);
    }

    [Fact]
    public void Gradients_are_accumulated()
    {
        var network = Network();
        var loss = Loss.CountCrossEntropy();
        var optimizer = new Sgd(0.1);
        (Tensor<float> Images, int[] Labels)[] parts = [Batch(6), Batch(6)];
        var before = Samples.Weights(network);

        var sum = new GradientAccumulator();
        foreach (var (part, answers) in parts)
        {
            var output = network.Forward(part, timeSteps: 25);
            sum.Add(output.Pullback(loss.Evaluate(output.Output, answers).Gradient), weight: 1.0 / parts.Length);
        }
        optimizer.Step(network, sum.Sum);

        Assert.NotEqual(before, Samples.Weights(network));
    }

    [Fact]
    public async Task Parts_of_ones_own_train_and_are_saved()
    {
        var spread = Loss.From(
            "spread", (output, labels) => (TensorPrimitives.SumOfSquares<float>(Values(output)), Tensor.Multiply<float>(output, 2)));
        var root = Schedule.From("inverse_root", (start, done) => start / Math.Sqrt(done + 1));
        var halves = GradientClipping.From("halves", parts => Halve(parts));

        Optimizer.Kinds.Register<Sign, SignOptions>("sign", o => new Sign(o), sign => sign.Options);
        Schedule.Kinds.Register("inverse_root", root);

        var trainer = new Trainer(Network(), spread, new Sign(new(0.01))) { TimeSteps = 10, Schedule = root, Clipping = halves };
        var before = Samples.Weights(trainer.Network);
        await Samples.Train(trainer, Samples.Classes(20), 1);
        Assert.NotEqual(before, Samples.Weights(trainer.Network));
        var file = Samples.TemporaryFile("own.safetensors");
        Assert.Contains("spread", Assert.Throws<NotSupportedException>(() => trainer.Save(file)).Message);
        trainer = new Trainer(Network(), Loss.CrossEntropy(), new Sign(new(0.01, 0.5))) { TimeSteps = 10, Schedule = root };
        await Samples.Train(trainer, Samples.Classes(20), 1);
        trainer.Save(file);
        var resumed = Trainer.Resume(file);
        Assert.Equal(0.5, Assert.IsType<Sign>(resumed.Optimizer).Options.Decay);
        Assert.Same(root, resumed.Schedule);
    }

    private static float[] Values(Tensor<float> tensor) => Samples.Flat(tensor);

    private static void Halve(ParameterGradients parts)
    {
        for (var p = 0; p < parts.Parameters.Count; p++) Tensor.Multiply<float>(parts[p], 0.5f).CopyTo(parts[p].AsTensorSpan());
    }

    private static Sequential Network() => new(1, new Linear(6, 32), new Leaky(32), new Linear(32, 3), new Leaky(3));

    /// <summary>Three classes that differ in which features are large.</summary>
    private static (Tensor<float> Images, int[] Labels) Batch(int count)
    {
        var values = Samples.Flat(Samples.Uniform(5, 0, 0.6f, count, 6));
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        for (var i = 0; i < count; i++) values[(i * 6) + (2 * labels[i])] += 2;
        return (Tensor.Create(values, [count, 6]), labels);
    }

    /// <summary>Without the indentation.</summary>
    private static string Flush(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    private static string ThisFile([CallerFilePath] string path = "") => path;

    public sealed record SignOptions(double LearningRate = 1e-3, double Decay = 0.9);

    public sealed class Sign(SignOptions options) : Optimizer(options.LearningRate)
    {
        public SignOptions Options => options;

        public override IReadOnlyList<string> StateNames => ["mean"];

        protected override void Update(in ParameterUpdate update)
        {
            var mean = update.State(0);
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] = (float)(options.Decay * mean[i] + (1 - options.Decay) * update.Gradient[i]);
                update.Values[i] -= (float)LearningRate * Math.Sign(mean[i]);
            }
        }
    }
}
