using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>Gradients of spike times against differences of the simulated spike times, and the simulation against a fine time grid.</summary>
public class ExactLifTests
{
    private const double Duration = 0.06;

    /// <summary>τ_syn for τ_mem = 20 ms: shorter, half (closed form), equal, nearly equal, longer.</summary>
    public static TheoryData<double> SynapticTimes => [0.005, 0.01, 0.02, 0.02 * (1 + 1e-9), 0.03];

    [Theory]
    [MemberData(nameof(SynapticTimes))]
    public void Spikes_come_where_a_fine_time_grid_has_them(double tauSyn)
    {
        var layer = new ExactLif(new(4, 6, TauSyn: tauSyn));
        var (weight, input) = (Weights(6 * 4, 3 * 0.01 / tauSyn, 1), Input(4, 9, 2));
        var run = layer.Forward(weight, [], input, Duration);
        Assert.InRange(run.Spikes.Count, 6, 200);
        var expected = OnGrid(layer.Options, weight, [], input, 1e-7);
        Assert.Equal(expected.Select(spike => spike.Neuron), run.Spikes.Select(spike => spike.Neuron));
        foreach (var (a, b) in expected.Zip(run.Spikes)) Assert.Equal(a.Time, b.Time, 2e-5);
    }

    [Fact]
    public void So_do_those_of_a_recurrent_layer()
    {
        var layer = new ExactLif(new(4, 6, Recurrent: true));
        var (weight, recurrent, input) = (Weights(6 * 4, 3, 1), Weights(6 * 6, 0.4, 5), Input(4, 9, 2));
        var run = layer.Forward(weight, recurrent, input, Duration);
        var expected = OnGrid(layer.Options, weight, recurrent, input, 1e-7);
        Assert.Equal(expected.Select(spike => spike.Neuron), run.Spikes.Select(spike => spike.Neuron));
        foreach (var (a, b) in expected.Zip(run.Spikes)) Assert.Equal(a.Time, b.Time, 2e-5);
    }

    [Theory]
    [MemberData(nameof(SynapticTimes))]
    public void The_gradient_of_spike_times_is_that_of_differences(double tauSyn) =>
        Check(new(4, 6, TauSyn: tauSyn), Weights(6 * 4, 3 * 0.01 / tauSyn, 1), [], Input(4, 9, 2), run => [.. run.Spikes.Select(spike => spike.Time)],
            outer => new(Times: outer));

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.006)]
    public void So_is_that_of_a_recurrent_layer(double tauSyn) =>
        Check(new(4, 6, TauSyn: tauSyn, Recurrent: true), Weights(6 * 4, 3 * 0.01 / tauSyn, 1), Weights(6 * 6, 0.4, 5), Input(4, 9, 2),
            run => [.. run.Spikes.Select(spike => spike.Time)], outer => new(Times: outer));

    [Theory]
    [MemberData(nameof(SynapticTimes))]
    public void So_are_those_of_the_largest_potentials_of_readouts(double tauSyn) =>
        // with weights below 0 some potentials turn where a spike arrives
        Check(new(4, 6, TauSyn: tauSyn, Spikes: false), Weights(6 * 4, 1, 1, lowest: -1), [], Input(4, 9, 2), run => [.. run.Maxima],
            outer => new(Maxima: outer));

    [Theory]
    [MemberData(nameof(SynapticTimes))]
    public void So_are_those_of_integrals(double tauSyn) =>
        Check(new(4, 6, TauSyn: tauSyn, Spikes: false), Weights(6 * 4, 1, 1, lowest: -1), [], Input(4, 9, 2), run => [.. run.Integrals],
            outer => new(Integrals: outer));

    [Fact]
    public void A_chain_of_layers_has_the_gradient_of_differences()
    {
        var (first, second) = (new ExactLif(new(4, 8)), new ExactLif(new(8, 3)));
        var (w, v, input) = (Weights(8 * 4, 3, 1), Weights(3 * 8, 1.2, 4), Input(4, 9, 2));
        var outer = Weights(second.Forward(v, [], first.Forward(w, [], input, Duration).Spikes, Duration).Spikes.Count, 1, 7, lowest: -1);
        Assert.NotEmpty(outer);
        var (a, run) = Loss(w);
        var times = new double[a.Spikes.Count];
        second.Backward(v, [], run, new(Times: outer), [], [], times);
        var gradient = new double[w.Length];
        first.Backward(w, [], a, new(Times: times), gradient, [], []);
        Close(gradient, w, moved => Dot(outer, Loss(moved).Run.Spikes));

        (ExactLifRun First, ExactLifRun Run) Loss(double[] weight)
        {
            var hidden = first.Forward(weight, [], input, Duration);
            return (hidden, second.Forward(v, [], hidden.Spikes, Duration));
        }
    }

    [Fact]
    public void A_single_input_fires_a_neuron_when_its_formula_says()
    {
        // V = w (x − x²) with x = exp(−t/τ_mem)
        var (w, tau) = (6.0, 0.02);
        var run = new ExactLif(new(1, 1, tau, tau / 2)).Forward([w], [], [new(0.005, 0)], 0.1);
        var x = (1 + Math.Sqrt(1 - (4 / w))) / 2;
        Assert.Equal(0.005 - (tau * Math.Log(x)), run.Spikes[0].Time, 1e-16);
        Assert.Empty(new ExactLif(new(1, 1, tau, tau / 2)).Forward([3.999], [], [new(0.005, 0)], 0.1).Spikes);
        Assert.Equal(0, run.FirstSpike(0));
    }

    [Fact]
    public void What_is_not_possible_is_refused_by_name()
    {
        var layer = new ExactLif(new(2, 3));
        string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.Contains("TauMem is 0; it must be > 0", Message(() => new ExactLif(new(2, 3, TauMem: 0))));
        Assert.Contains("Threshold is NaN", Message(() => new ExactLif(new(2, 3, Threshold: double.NaN))));
        Assert.Contains("readouts have no spikes", Message(() => new ExactLif(new(2, 3, Spikes: false, Recurrent: true))));
        Assert.Contains("there are 5 weights; 3 · 2 are needed", Message(() => layer.Forward(new double[5], [], [], 1)));
        Assert.Contains("must be sorted", Message(() => layer.Forward(new double[6], [], [new(2, 0), new(1, 0)], 3)));
        Assert.Contains("a spike is at NaN s; times must be at least 0", Message(() => layer.Forward(new double[6], [], [new(double.NaN, 0)], 3)));
        Assert.Contains("a spike is at -1 s; times must be at least 0", Message(() => layer.Forward(new double[6], [], [new(-1, 0)], 3)));
        Assert.Contains("a spike's neuron is 2; it must be in 0 .. 1", Message(() => layer.Forward(new double[6], [], [new(2, 2)], 3)));
        Assert.Contains("outer.Times has 1 numbers; it must have 0",
            Message(() => layer.Backward(new double[6], [], layer.Forward(new double[6], [], [], 1), new([1]), [], [], [])));
        var wild = new ExactLif(new(1, 2, Recurrent: true, MaxSpikes: 20));
        var error = Assert.Throws<InvalidOperationException>(() => wild.Forward([50, 50], [90, 90, 90, 90], [new(0, 0)], 1));
        Assert.Contains("more than 20 spikes a neuron", error.Message);
    }

    /// <summary>All gradients of Σ outer · what a run gives, of which the spikes must be the same at the moved points.</summary>
    private static void Check(
        ExactLifOptions options, double[] weight, double[] recurrent, TimedSpike[] input, Func<ExactLifRun, double[]> given,
        Func<double[], ExactLifGradient> gradient)
    {
        var layer = new ExactLif(options);
        var run = layer.Forward(weight, recurrent, input, Duration);
        var outer = Weights(given(run).Length, 1, 7, lowest: -1);
        Assert.NotEmpty(outer);
        var (dw, dr, dt) = (new double[weight.Length], new double[recurrent.Length], new double[input.Length]);
        layer.Backward(weight, recurrent, run, gradient(outer), dw, dr, dt);
        Close(dw, weight, moved => Sum(layer.Forward(moved, recurrent, input, Duration)));
        Close(dr, recurrent, moved => Sum(layer.Forward(weight, moved, input, Duration)));
        Close(dt, [.. input.Select(spike => spike.Time)], moved => Sum(
            layer.Forward(weight, recurrent, [.. input.Select((spike, i) => spike with { Time = moved[i] })], Duration)));

        double Sum(ExactLifRun moved)
        {
            var values = given(moved);
            Assert.Equal(outer.Length, values.Length);
            return outer.Zip(values, (a, b) => a * b).Sum();
        }
    }

    private static double Dot(double[] outer, IReadOnlyList<TimedSpike> spikes)
    {
        Assert.Equal(outer.Length, spikes.Count);
        return outer.Zip(spikes, (a, b) => a * b.Time).Sum();
    }

    /// <summary>Central differences of two widths, of which the error of the second order cancels.</summary>
    private static void Close(double[] gradient, double[] at, Func<double[], double> f)
    {
        for (var i = 0; i < at.Length; i++)
        {
            var h = 1e-5 * Math.Max(0.01, Math.Abs(at[i]));
            var expected = ((4 * Difference(i, h / 2)) - Difference(i, h)) / 3;
            Assert.True(
                Math.Abs(expected - gradient[i]) <= 1e-6 * Math.Max(gradient.Max(Math.Abs), 1e-3), $"element {i} is {gradient[i]}, not {expected}");
        }

        double Difference(int i, double h) => (f(Moved(i, h)) - f(Moved(i, -h))) / (2 * h);

        double[] Moved(int i, double h)
        {
            var moved = (double[])at.Clone();
            moved[i] += h;
            return moved;
        }
    }

    private static double[] Weights(int count, double scale, ulong seed, double lowest = -0.3)
    {
        var random = new RandomStream(seed, 0);
        return [.. Enumerable.Range(0, count).Select(_ => scale * (lowest + ((1 - lowest) * random.NextDouble())))];
    }

    private static TimedSpike[] Input(int neurons, int count, ulong seed)
    {
        var random = new RandomStream(seed, 1);
        return [.. Enumerable.Range(0, count).Select(k => new TimedSpike(0.03 * random.NextDouble(), k % neurons)).OrderBy(spike => spike.Time)];
    }

    /// <summary>Steps that are exact in between, where spikes are looked for at the end of each alone.</summary>
    private static List<TimedSpike> OnGrid(ExactLifOptions o, double[] weight, double[] recurrent, TimedSpike[] input, double dt)
    {
        var (v, i, spikes) = (new double[o.Outputs], new double[o.Outputs], new List<TimedSpike>());
        for (var (step, next) = (0, 0); step * dt < Duration; step++)
        {
            for (; next < input.Length && input[next].Time < (step + 1) * dt; next++)
            {
                for (var n = 0; n < o.Outputs; n++) i[n] += weight[n * o.Inputs + input[next].Neuron];
            }
            for (var n = 0; n < o.Outputs; n++)
            {
                v[n] += dt / o.TauMem * (i[n] - v[n]);
                i[n] -= dt / o.TauSyn * i[n];
            }
            for (var n = 0; n < o.Outputs; n++)
            {
                if (v[n] < o.Threshold) continue;
                v[n] = 0;
                spikes.Add(new((step + 1) * dt, n));
                for (var m = 0; m < o.Outputs && recurrent.Length > 0; m++) i[m] += recurrent[(m * o.Outputs) + n];
            }
        }
        return spikes;
    }
}
