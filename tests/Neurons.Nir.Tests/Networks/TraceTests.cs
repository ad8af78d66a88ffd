using System.Numerics.Tensors;
using System.Text.Json;

namespace Neurons.Nir.Tests.Networks;

/// <summary>
/// Neurons against traces of the NIR equations, computed elsewhere in float64 and with 50 digits. sim.zip: networks of a single layer, and for
/// each form of a step the input, the states and the spikes.
/// </summary>
public sealed class TraceTests
{
    private static readonly Lazy<Dictionary<string, byte[]>> Files = new(() => Fixtures.Unpack("sim.zip"));

    public static TheoryData<string> Traces => [.. Names];

    private static IEnumerable<string> Names => Files.Value.Keys.Where(name => name.EndsWith(".json", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Traces))]
    public void Neurons_follow_the_trace_in_float64(string name)
    {
        var (graph, options, trace) = Read(name);
        var flat = FlatGraph.Of(graph, []).Single(node => node.Node is not (NirInput or NirOutput));
        var neurons = (NeuronLayer)new LayerMaker(options, []).Make(flat);
        var input = Rows(trace, "input");

        var names = neurons.Model.StateNames.Append("Output").ToArray();
        var (recorded, _) = neurons.RecordStates<double>(Tensor.Create(input, Shape(trace, input)), null, names);

        foreach (var state in neurons.Model.StateNames) AssertClose(Rows(trace, state.ToLowerInvariant()), recorded[state], 1e-12);
        if (neurons.Model.Spikes) AssertClose(Rows(trace, "spikes"), recorded["Output"], 0);
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void A_network_in_float32_follows_the_trace(string name)
    {
        var (graph, options, trace) = Read(name);
        var input = Rows(trace, "input");
        var network = graph.ToNetwork(options with { Record = ["n.v"] }).Network;

        var outputs = network.PredictOutputs(new Dictionary<string, Tensor<float>>
        {
            ["input"] = Tensor.Create(Array.ConvertAll(input, value => (float)value), Shape(trace, input)),
        });

        if (trace.TryGetProperty("min_distance_to_threshold", out var distance))
        {
            Assert.True(distance.GetDouble() > 1e-5);
            AssertClose(Rows(trace, "spikes"), Doubles(outputs["output"]), 0);
        }

        AssertClose(Rows(trace, "v"), Doubles(outputs["n.V"]), 2e-4);
    }

    [Fact]
    public void All_types_and_forms_have_traces()
    {
        Assert.Equal(28, Names.Count());
        Assert.Equal(
            ["CubaLI", "CubaLIF", "I", "IF", "LI", "LIF"], Names.Select(name => Json(name).GetProperty("neuron").GetString()).Distinct().Order());
    }

    [Fact]
    public void Equal_and_nearly_equal_time_constants_are_no_special_case()
    {
        double[] tau = [0.01, 0.01 * (1 + 1e-15), 0.01 * (1 + 1e-9), 0.01 * (1 + 1e-6)];
        var node = new NirCubaLi(
            TauSyn: new[] { 0.01, 0.01, 0.01, 0.01 }, TauMem: tau, R: new double[] { 1, 1, 1, 1 },
            VLeak: new double[4], WIn: new double[] { 1, 1, 1, 1 });
        var neurons = (NeuronLayer)new LayerMaker(new() { Discretisation = NirDiscretisation.Exact, Dt = 1e-3 }, [])
            .Make(new("n", node, [4], []));

        var v = Doubles(neurons.Integral<double>(Tensor.Create([.. Enumerable.Repeat(1.0, 400)], [100, 1, 4])).Output);

        // the step response for equal time constants: 1 − (1 + t/τ) e^(−t/τ)
        for (var step = 0; step < 100; step++)
        {
            var t = (step + 1) * 0.1;
            for (var n = 0; n < 4; n++) Assert.Equal(1 - ((1 + t) * Math.Exp(-t)), v[(step * 4) + n], n < 2 ? 1e-13 : 1e-6);
        }
    }

    private static (NirGraph Graph, NirOptions Options, JsonElement Trace) Read(string name)
    {
        var trace = Json(name);
        var graph = NirGraph.Read(new MemoryStream(Files.Value[trace.GetProperty("network").GetString()!]));
        var form = name.Split('.')[1] switch
        {
            "exact" => NirDiscretisation.Exact,
            "euler" => NirDiscretisation.Euler,
            _ => NirDiscretisation.EulerOldCurrent,
        };
        return (graph, new() { Dt = trace.GetProperty("dt").GetDouble(), Discretisation = form }, trace);
    }

    private static nint[] Shape(JsonElement trace, double[] input) =>
        [trace.GetProperty("steps").GetInt32(), 1, input.Length / trace.GetProperty("steps").GetInt32()];

    private static JsonElement Json(string name) => JsonDocument.Parse(Files.Value[name]).RootElement;

    private static double[] Rows(JsonElement trace, string name) =>
        [.. trace.GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetDouble()))];

    private static double[] Doubles<T>(Tensor<T> tensor)
        where T : System.Numerics.INumber<T> => [.. tensor.Select(double.CreateChecked)];

    private static void AssertClose(double[] expected, Tensor<double> actual, double tolerance) => AssertClose(expected, Doubles(actual), tolerance);

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"at {i}: {expected[i]:r} and {actual[i]:r}");
    }
}
