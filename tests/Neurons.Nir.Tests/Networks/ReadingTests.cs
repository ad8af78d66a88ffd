using System.Numerics.Tensors;

namespace Neurons.Nir.Tests.Networks;

/// <summary>Files as other libraries read them, against steps written down from these libraries.</summary>
public sealed class ReadingTests
{
    private static readonly double[] Input = [.. Enumerable.Range(0, 300).Select(t => 1.2 + (1.7 * Math.Sin(t * 0.37)))];

    [Fact]
    public void Norse_ignores_r_and_v_reset_of_a_LIF_and_begins_with_v_leak()
    {
        var v = 0.25;
        Same(NirOptions.Norse, new NirLif(F(0.01), F(3), F(0.25), F(1), F(-0.5)), x => Fire(ref v, v + (0.001 / 0.01f * (0.25 - v + x)), 1, 0));
    }

    [Fact]
    public void Norse_adds_the_input_of_an_IF_whatever_dt_is()
    {
        var v = 0.0;
        Same(NirOptions.Norse, new NirIf(F(0.7), F(5), F(-1)), x => Fire(ref v, v + x, 5, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.125)]
    public void Norse_lets_the_current_of_a_CubaLIF_leak_to_v_leak(double leak)
    {
        var (v, i) = (leak, leak);
        Same(NirOptions.Norse, new NirCubaLif(F(0.005), F(0.01), F(1.5), F(leak), F(1), F(-0.3f), F(2)), x =>
        {
            i += 0.001 / 0.005f * (leak - i + (2 * x));
            return Fire(ref v, v + (0.001 / 0.01f * (leak - v + (1.5 * i))), 1, 0);
        });
    }

    [Fact]
    public void The_IF_of_snnTorch_leaks_and_is_reset_by_subtraction()
    {
        var v = 0.0;
        Same(NirOptions.Snntorch, new NirIf(F(1), F(3), F(-1)), x => Subtract(ref v, (0.9 * v) + x, 3, isAt: false));
    }

    [Fact]
    public void The_CubaLIF_of_snnTorch_is_reset_to_0()
    {
        var (v, i) = (0.0, 0.0);
        Same(NirOptions.Snntorch, new NirCubaLif(D(5e-4), D(1e-3), D(10), D(0), D(4), D(-2), D(5)), x =>
        {
            i = (0.8 * i) + x;
            return Fire(ref v, (0.9 * v) + i, 4, 0);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void SpikingJelly_decays_the_input_where_r_is_1_and_begins_with_v_reset(double r)
    {
        var v = -0.25;
        Same(NirOptions.Spikingjelly, new NirLif(D(2e-3), D(r), D(-0.25), D(1), D(-0.25)), x =>
            FireAt(ref v, v + (r == 1 ? (x - (v + 0.25)) / 20 : x - ((v + 0.25) / 20)), 1, -0.25), gain: r == 1 ? 2 : 1);
    }

    [Fact]
    public void A_neuron_of_SpikingJelly_fires_at_the_threshold()
    {
        var v = 0.0;
        Same(NirOptions.Spikingjelly, new NirIf(D(1e4), D(1), D(0)), x => FireAt(ref v, v + x, 1, 0), input: [0.5, 0.5, 0.25, 0.75, 2, 0.5]);
        Assert.Equal([0, 1, 0, 1], Run(new NirIf(D(1e4), D(1), D(0)), NirOptions.Spikingjelly, [0.5, 0.5, 0.25, 0.75]));
    }

    [Fact]
    public void Sinabs_counts_steps_and_gives_as_many_spikes_as_there_are_thresholds()
    {
        var (v, w, u) = (0.0, 0.0, 0.0);
        Same(NirOptions.Sinabs, new NirLif(D(8), D(3), D(0), D(2), D(-1)), x => Several(ref v, (Math.Exp(-1 / 8.0) * v) + x, 2));
        Same(NirOptions.Sinabs, new NirIf(D(3), D(2), D(-1)), x =>
        {
            var spikes = Several(ref w, w + x, 2);
            w = Math.Max(w, -2);
            return spikes;
        });
        Same(NirOptions.Sinabs, new NirLi(D(8), D(1), D(0)), x => u = (Math.Exp(-1 / 8.0) * u) + x);
        Assert.Equal([16, 1, 0, 0, 1], Run(new NirIf(D(1), D(1)), NirOptions.Sinabs, [17, 0, -3, 1, 1]));
    }

    [Fact]
    public void What_a_library_refuses_is_refused_by_node_and_parameter()
    {
        Refused(NirOptions.Snntorch, new NirLi(D(1), D(1), D(0)), "node 'n': snnTorch has no LI");
        Refused(NirOptions.Norse, new NirScale(D(1)), "node 'n': Norse has no Scale");
        Refused(NirOptions.Snntorch, new NirLif(D(1), D(1), D(0.5), D(1)), "node 'n': LIF: v_leak is 0.5; it must be 0, as snnTorch asks");
        Refused(NirOptions.Snntorch, new NirCubaLif(D(5e-4), D(1e-3), D(1), D(0), D(4)), "r is 1; it must be tau_mem / dt, 10, as snnTorch asks");
        Refused(NirOptions.Snntorch, new NirIf(new[] { 1.0, 1 }, new[] { 1.0, 2 }), "v_threshold is 1 and 2; it must be the same for all neurons");
        Refused(NirOptions.Spikingjelly, new NirIf(D(1), D(1)), "r is 1; it must be 1 / dt, 10000, as SpikingJelly asks");
        Refused(NirOptions.Sinabs, new NirLif(D(1), D(1), D(0.5), D(1)), "v_leak is 0.5");
        Refused(new(), new NirLif(D(0), D(1), D(0.5), D(1)), "node 'n': LIF: tau is 0; it must be > 0");
        Refused(new(), new NirLif(D(1), D(1), D(0.5), D(double.PositiveInfinity)), "v_threshold is Infinity; it must be finite");
        Assert.Contains("Dt is 0", Assert.Throws<ArgumentException>(() => Graph(new NirScale(D(1))).ToNetwork(new() { Dt = 0 })).Message);
        Assert.Contains(
            "The discretisation is exact; it must be euler, as Norse reads files",
            Assert.Throws<ArgumentException>(() => Graph(new NirIf(D(1), D(1))).ToNetwork(
                NirOptions.Norse with { Discretisation = NirDiscretisation.Exact })).Message);
    }

    [Fact]
    public void Deviations_are_in_the_report()
    {
        var (_, report) = Graph(new NirLif(D(1e-5), D(2), D(0), D(1), D(0.5))).ToNetwork(NirOptions.Norse);

        var texts = report.Where(note => note.IsDeviation).Select(note => note.ToString()).ToArray();
        Assert.Contains(texts, text => text.Contains("v_reset is ignored", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("r is ignored", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("dt / tau is 100", StringComparison.Ordinal));
        Assert.All(texts, text => Assert.StartsWith("deviation: 'n': ", text));
    }

    private static NirArray F(double value) => new[] { (float)value };

    private static NirArray D(double value) => new[] { value };

    private static NirGraph Graph(NirNode node) => new([("n", node)], []);

    private static void Refused(NirOptions options, NirNode node, string message) =>
        Assert.Contains(message, Assert.Throws<NotSupportedException>(() => Graph(node).ToNetwork(options)).Message);

    private static void Same(NirOptions options, NirNode node, Func<double, double> step, double gain = 2, double[]? input = null)
    {
        double[] x = input ?? [.. Input.Select(value => gain * value)];
        var expected = x.Select(value => step((float)value)).ToArray();
        var actual = Run(node, options, x);
        if (LayerMaker.Fires(node)) Assert.Contains(1, actual);
        for (var t = 0; t < x.Length; t++)
            Assert.True(Math.Abs(expected[t] - actual[t]) <= 1e-5 * Math.Max(1, Math.Abs(expected[t])), $"at {t}: {expected[t]} and {actual[t]}");
    }

    private static double[] Run(NirNode node, NirOptions options, double[] input) =>
        [.. Graph(node).ToNetwork(options).Network.Predict(Tensor.Create(Array.ConvertAll(input, value => (float)value), [input.Length, 1, 1]))
            .Select(value => (double)value)];

    private static double Fire(ref double v, double next, double threshold, double reset)
    {
        var fires = next > threshold;
        v = fires ? reset : next;
        return fires ? 1 : 0;
    }

    private static double FireAt(ref double v, double next, double threshold, double reset)
    {
        var fires = next >= threshold;
        v = fires ? reset : next;
        return fires ? 1 : 0;
    }

    private static double Several(ref double v, double next, double threshold)
    {
        var spikes = next > 0 ? Math.Floor(next / threshold) : 0;
        v = next - (spikes * threshold);
        return spikes;
    }

    private static double Subtract(ref double v, double next, double threshold, bool isAt)
    {
        var fires = isAt ? next >= threshold : next > threshold;
        v = fires ? next - threshold : next;
        return fires ? 1 : 0;
    }
}
