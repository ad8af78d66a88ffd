using System.Numerics.Tensors;
using Neurons.Cli.Report;
using Neurons.Networks;

namespace Neurons.Cli.Tests.Report;

public sealed class LayerTracesTests
{
    private const int Steps = 30, Inputs = 6, Neurons = 9;

    private static Tensor<float> Input()
    {
        var random = new Random(3);
        return Tensor.Create(Enumerable.Range(0, Steps * Inputs).Select(_ => random.NextSingle() * 4).ToArray(), [Steps, 1, Inputs]);
    }

    [Fact]
    public void The_potentials_of_neurons_in_a_circle_are_those_of_the_run()
    {
        var network = new Graph(
            2,
            ["potential.V", "lif"],
            new Node("in", new Input(Inputs)),
            new Node("weights", new Linear(Inputs, Neurons), "in"),
            new Node("back", new Linear(Neurons, Neurons), "lif"),
            new Node("lif", new CubaLif(Neurons), "weights", "back"),
            new Node("potential", new CubaLif(Neurons), "weights", "back"));
        var traces = LayerTraces.Of(network, LayerGraph.Of(network), new Dictionary<string, Tensor<float>> { [network.InputNames[0]] = Input() });

        Assert.True(traces[3].IsSpikes);
        Assert.True(traces[3].Output.Values.Sum() > 0, "no neuron fires");
        // The neurons beside the circle get the same input, and are asked for their potential by the network itself.
        var inputs = new Dictionary<string, Tensor<float>> { ["in"] = Input() };
        Assert.Equal(Course.Of(network.PredictOutputs(inputs)["potential.V"]).Values, traces[3].Potential!.Values);
    }

    [Fact]
    public void Neurons_without_input_are_silent_and_those_with_very_much_are_saturated()
    {
        var linear = new Linear(4, 6);
        var network = new Sequential(1, linear, new Leaky(6));
        linear.Weight.Value.Fill(0);
        linear.Bias!.Value.Fill(0);
        linear.Bias!.Value[0] = 1000;
        linear.Bias!.Value[1] = 1000;
        var data = new Dataset(Tensor.CreateFromShape<float>([8, 4]), new int[8]);
        var trainer = new Trainer(network, Loss.RateCrossEntropy(), new Adam(0.01));

        var activity = Assert.Single(Activity.Of(trainer, data, out var samples));

        Assert.Equal((8, 4, 2), (samples, activity.Silent, activity.Saturated));
        Assert.Equal(activity.Rates.Average(rate => (double)rate), activity.Mean);
    }

    [Fact]
    public void Numbers_in_16_bits_are_as_exact_as_their_range_allows()
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 999).Select(_ => random.NextSingle() * 7 - 3), float.NaN];
        var packed = System.Text.Json.JsonDocument.Parse(Packed.Of(values.AsSpan()).ToJsonString()).RootElement;
        var unpacked = ReportFile.Numbers(packed);
        Assert.Equal(values.Length, unpacked.Length);
        Assert.True(float.IsNaN(unpacked[^1]));
        for (var i = 0; i < values.Length - 1; i++) Assert.InRange(unpacked[i] - values[i], -7 / 65534f, 7 / 65534f);
    }

    [Theory]
    [InlineData(5, 100, 10_000, 5, 100)]
    [InlineData(50, 100, 2_000, 20, 100)]
    [InlineData(1, 5_000, 2_000, 1, 2_000)]
    [InlineData(100, 5_000, 2_000, 10, 200)]
    public void A_course_that_is_too_long_loses_rows_and_then_steps_and_says_so(int rows, int steps, int numbers, int shownRows, int shownSteps)
    {
        var course = new Course([.. Enumerable.Range(0, rows * steps).Select(i => (float)i)], rows);
        var part = course.Within(numbers);
        Assert.Equal((shownRows, shownSteps), (part.Rows, part.Steps));
        Assert.Equal((float)((shownRows - 1) * steps + shownSteps - 1), part.Values[^1]);
        Assert.Equal(shownRows < rows, course.Shown(part).Contains($"the first {shownRows} of {rows}", StringComparison.Ordinal));
        Assert.Equal(shownSteps < steps, course.Shown(part).Contains($"the first {shownSteps} of {steps} steps", StringComparison.Ordinal));
    }
}
