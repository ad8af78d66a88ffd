using System.Numerics.Tensors;

namespace Neurons.Networks.Tests;

public class OtttTests
{
    private const int Steps = 9, Batch = 5, Inputs = 6, Hidden = 12, Classes = 3;

    /// <summary>The published rule, written out for two layers of soft-resetting neurons.</summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task It_is_the_published_rule(bool traceInput, bool traceReadout)
    {
        const double Beta = 0.8;
        var data = TrainingMethodTests.Over(5, Batch, Steps);
        var network = Network(Leaky(Beta), Leaky(Beta));
        var actual = Assert.Single(await Recorder.Gradients(
            Network(Leaky(Beta), Leaky(Beta)), new Ottt(new OtttOptions(TraceInput: traceInput, TraceReadout: traceReadout)), data));
        var expected = Rule(network, data, Beta, traceInput, traceReadout);
        for (var p = 0; p < expected.Length; p++) Recorder.RequireClose(expected[p], actual[p], 1e-4);
    }

    public static TheoryData<Func<NeuronLayer>, int> Summed => new()
    {
        { () => new Leaky(options: Leaky(0.8)), 3 }, { () => new Leaky(options: Leaky(0.8)), 16 }, { () => new Synaptic(), 21 },
    };

    /// <summary>Where nothing is updated in between, the steps are gone back over some at a time.</summary>
    [Theory]
    [MemberData(nameof(Summed))]
    public async Task An_update_a_step_has_the_gradients_that_are_summed_while_nothing_is_updated(Func<NeuronLayer> neurons, int steps)
    {
        var data = TrainingMethodTests.Over(5, Batch, steps);
        var sum = Assert.Single(await Recorder.Gradients(Network(neurons(), neurons()), new Ottt(), data));
        var each = await Recorder.Gradients(Network(neurons(), neurons()), new Ottt(accumulate: false), data);
        Assert.Equal(steps, each.Count);
        for (var p = 0; p < sum.Count; p++)
        {
            var added = new float[sum[p].Length];
            foreach (var one in each) TensorPrimitives.Add(added, one[p], added);
            Assert.True(Recorder.Error(added, sum[p]) < 1e-5);
        }
    }

    /// <summary>An input that is the same at all steps is multiplied once, as a sequence of it is not.</summary>
    [Theory]
    [InlineData("ottt")]
    [InlineData("ottt:trace_input")]
    [InlineData("e_prop")]
    [InlineData("sltt")]
    public async Task A_constant_input_and_a_sequence_of_it_have_one_gradient(string method)
    {
        var x = Samples.Uniform(5, 0, 1, Batch, Inputs);
        var labels = new[] { 0, 1, 2, 0, 1 };
        var sequence = new float[Batch * Steps * Inputs];
        for (var i = 0; i < sequence.Length; i++) sequence[i] = x.ReadOnlySpan()[(i / (Steps * Inputs) * Inputs) + (i % Inputs)];
        var constant = Assert.Single(await Recorder.Gradients(
            Network(Leaky(0.8), Leaky(0.8)), TrainingMethod.Parse(method), new Dataset(x, labels), steps: Steps));
        var repeated = Assert.Single(await Recorder.Gradients(
            Network(Leaky(0.8), Leaky(0.8)), TrainingMethod.Parse(method),
            Dataset.OverTime(Tensor.Create(sequence, [Batch, Steps, Inputs]), labels)));
        for (var p = 0; p < constant.Count; p++) Assert.True(Recorder.Error(repeated[p], constant[p]) < 1e-5);
    }

    /// <summary>
    /// One layer that does not reset, traced from the input on, with a readout that takes the value of the step: nothing is left out.
    /// </summary>
    [Fact]
    public async Task Without_resets_it_is_backpropagation_through_time_but_for_biases()
    {
        var data = TrainingMethodTests.Over(5, Batch, Steps);
        Sequential Of() => new(
            3, new Linear(Inputs, Hidden, bias: false), new Leaky(options: new() { Reset = MembraneReset.None }), new Linear(Hidden, Classes));
        var expected = Assert.Single(await Recorder.Gradients(Of(), new Bptt(), data));
        var actual = Assert.Single(await Recorder.Gradients(Of(), new Ottt(new OtttOptions(TraceInput: true, TraceReadout: false)), data));
        for (var p = 0; p < expected.Count; p++) Assert.True(Recorder.Error(expected[p], actual[p]) < 1e-5);
    }

    [Fact]
    public async Task Convolutions_pooling_and_normalisation_learn()
    {
        var images = Samples.Uniform(3, 0, 1, 24, 1, 6, 6);
        var labels = new int[24];
        for (var i = 0; i < 24; i++)
        {
            labels[i] = i % 3;
            for (var pixel = 0; pixel < 12; pixel++) images.Span()[(i * 36) + (12 * labels[i]) + pixel] += 1;
        }
        var network = new Sequential(
            1, new Input(1, 6, 6), new Conv2d(1, 4, 3, padding: 1), new BatchNorm(4), new Leaky(),
            new Residual(new Conv2d(4, 4, 3, padding: 1), new Leaky()), new AveragePool2d(2), new Conv2d(4, 4, 2), new MaxPool2d(2), new Leaky(),
            new Flatten(), new Linear(4, 3));
        var trainer = new Trainer(network, Loss.StepCrossEntropy(), new Adam(0.02)) { TimeSteps = 8, BatchSize = 12, Method = new Ottt() };
        var epochs = await Samples.Train(trainer, new Dataset(images, labels), 25);
        Assert.True(epochs[^1].Loss < 0.7 * epochs[0].Loss, $"{epochs[0].Loss} → {epochs[^1].Loss}");
    }

    public static TheoryData<string, string[], Func<Network>> Refused => new()
    {
        { "ottt", ["'0', Linear", "'1', QuaIf", "e_prop"], () => new Sequential(1, new Linear(6, 4), new QuaIf(), new Linear(4, 3)) },
        { "ottt", ["'0', Linear", "'1', Leaky", "e_prop"],
            () => new Sequential(1, new Linear(6, 4), new Leaky(4, new() { Beta = Learnable.PerNeuron(0.9) }), new Linear(4, 3)) },
        { "ottt", ["'3', CubaLif", "'2', Linear", "same step"],
            () => new Sequential(1, new Linear(6, 4), new Leaky(), new Linear(4, 4), new CubaLif(), new Linear(4, 3)) },
        { "ottt", ["OverTime", "'3'", "loss of each step"],
            () => new Sequential(1, new Linear(6, 4), new Leaky(), new Linear(4, 3), new OverTime(Reduction.Sum)) },
        { "ottt", ["Feedback", "each neuron to itself"],
            () => new Sequential(1, new Linear(6, 4), Feedback.OneToOne(new Leaky(4)), new Linear(4, 3)) },
        { "ottt", ["Branches", "holds Leaky", "Graph"],
            () => new Sequential(1, new Linear(6, 4), new Branches(Merge.Concatenate, new Block(), new Leaky()), new Linear(8, 3)) },
        { "e_prop", ["'1', BatchNorm", "without eligibility traces"],
            () => new Sequential(1, new Input(6), new BatchNorm(6), new Linear(6, 4), new Leaky(), new Linear(4, 3)) },
        { "e_prop", ["'0', Linear", "alone and directly"],
            () => new Sequential(1, new Linear(6, 4), new Dropout(0.1), new Leaky(), new Linear(4, 3)) },
        { "e_prop", ["'1', Conv2d", "the readout has a memory"],
            Images },
        { "e_prop:feedback=adaptive", ["'1', Leaky", "directly", "random"],
            () => new Sequential(1, new Linear(6, 4), new Leaky(), new Linear(4, 5), new Leaky(), new Linear(5, 3)) },
        { "e_prop", ["'back'", "one step later", "before"], () => new Graph(
            1, new Node("x", new Input(6)), new Node("in", new Linear(6, 4), "x"), new Node("lif", new Leaky(4), "in", "back"),
            new Node("back", new Linear(4, 4), "lif"), new Node("out", new Linear(4, 3), "lif")) },
        { "e_prop", ["'lif.Mem'", "first output"], () => new Graph(
            1, new Node("x", new Input(6)), new Node("lif", new Leaky(6), "x"), new Node("out", new Linear(6, 3), "lif.Mem")) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_learnt_so_is_refused_by_name_before_there_is_data(string method, string[] parts, Func<Network> network)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new Trainer(network(), Loss.StepCrossEntropy(), new Sgd(0.1)) { Method = TrainingMethod.Parse(method) });
        Assert.All(parts, part => Assert.Contains(part, error.Message));
    }

    private static Sequential Images() => new(
        1, new Input(1, 4, 4), new Conv2d(1, 2, 3), new Leaky(), new Flatten(), new Linear(8, 3), new LeakyIntegrator());

    private static LeakyOptions Leaky(double beta) => new() { Beta = beta, Timing = ResetTiming.Immediate, Surrogate = Surrogate.Sigmoid(4) };

    private static Sequential Network(LeakyOptions first, LeakyOptions second) => Network(new Leaky(options: first), new Leaky(options: second));

    private static Sequential Network(NeuronLayer first, NeuronLayer second) => new(
        4, new Linear(Inputs, Hidden, weights: Initializer.Uniform(-0.4, 0.8)), first,
        new Linear(Hidden, Hidden, weights: Initializer.Uniform(-0.3, 0.5)), second, new Linear(Hidden, Classes));

    private static float[][] Rule(Sequential network, Dataset data, double beta, bool traceInput, bool traceReadout)
    {
        var w = Enumerable.Range(0, 6).Select(p => Samples.Doubles(network.Parameters[p].Value)).ToArray();
        var sizes = new[] { Inputs, Hidden, Hidden, Classes };
        var sums = w.Select(values => new double[values.Length]).ToArray();
        for (var sample = 0; sample < Batch; sample++)
        {
            double[][] v = [new double[Hidden], new double[Hidden]];
            var traces = sizes[..3].Select(size => new double[size]).ToArray();
            for (var t = 0; t < Steps; t++)
            {
                var x = new double[4][];
                x[0] = [.. data.Sample(sample).Slice(t * Inputs, Inputs).ToArray().Select(value => (double)value)];
                double[][] u = [new double[Hidden], new double[Hidden]];
                for (var l = 0; l < 3; l++)
                {
                    for (var i = 0; i < sizes[l]; i++) traces[l][i] = (beta * traces[l][i]) + x[l][i];
                    x[l + 1] = [.. Enumerable.Range(0, sizes[l + 1]).Select(
                        o => w[(2 * l) + 1][o] + Enumerable.Range(0, sizes[l]).Sum(i => w[2 * l][(o * sizes[l]) + i] * x[l][i]))];
                    for (var o = 0; l < 2 && o < Hidden; o++)
                    {
                        v[l][o] = (beta * v[l][o]) + x[l + 1][o];
                        u[l][o] = v[l][o] - 1;
                        x[l + 1][o] = u[l][o] > 0 ? 1 : 0;
                        v[l][o] -= x[l + 1][o];
                    }
                }
                var total = x[3].Sum(Math.Exp);
                double[] delta = [.. x[3].Select((y, c) => (Math.Exp(y) / total - (c == data.Labels[sample] ? 1 : 0)) / Batch)];
                for (var l = 2; l >= 0; l--)
                {
                    var pre = l == 0 && !traceInput || l == 2 && !traceReadout ? x[l] : traces[l];
                    for (var o = 0; o < delta.Length; o++)
                    {
                        sums[(2 * l) + 1][o] += delta[o];
                        for (var i = 0; i < pre.Length; i++) sums[2 * l][(o * pre.Length) + i] += delta[o] * pre[i];
                    }
                    if (l == 0) break;
                    var outer = delta;
                    delta = [.. Enumerable.Range(0, sizes[l]).Select(i => Slope(u[l - 1][i])
                        * Enumerable.Range(0, outer.Length).Sum(o => outer[o] * w[2 * l][(o * sizes[l]) + i]))];
                }
            }
        }
        return Array.ConvertAll(sums, sum => Array.ConvertAll(sum, value => (float)value));

        static double Slope(double u)
        {
            var s = 1 / (1 + Math.Exp(-4 * u));
            return 4 * s * (1 - s);
        }
    }
}
