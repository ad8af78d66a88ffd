using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

/// <summary>What docs/migration.md says of the neurons that have a name of their own, against their definitions.</summary>
public class ClassicNeuronsTests
{
    private const int Steps = 400;
    private const double Threshold = 1;

    /// <summary>The snippet of the page, word for word.</summary>
    private static (Leaky Stein, Synaptic Synaptic, Alpha Kernel, Synaptic Srm, double Alpha, double Beta) Neurons(
        double dt = 0.5, double tauMembrane = 12, double tauSynapse = 3)
    {
        var (beta, alpha) = (Math.Exp(-dt / tauMembrane), Math.Exp(-dt / tauSynapse));

        // Stein's neuron of 1965: a spike that comes in adds its weight to the potential, one that goes out puts it back to 0
        var stein = new Leaky(1, new() { Beta = beta, Reset = MembraneReset.Zero, Timing = ResetTiming.Immediate });

        // what snnTorch called Stein: the same behind an exponential synapse
        var synaptic = new Synaptic(1, new() { Alpha = alpha, Beta = beta });

        // what snnTorch called SRM0: the difference of two exponentials, the slower one first
        var kernel = new Alpha(1, new() { Alpha = beta, Beta = alpha });

        // a spike response model: u[n] = Σ ε[n − k] x[k] + Σ η[n − f], over what came in at k and the spikes of its own at f
        var srm = new Synaptic(1, new() { Alpha = alpha, Beta = beta, Reset = MembraneReset.Subtract, Timing = ResetTiming.Immediate });

        return (stein, synaptic, kernel, srm, alpha, beta);
    }

    [Fact]
    public void The_snippet_of_the_page_is_in_this_file()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/migration.md"));
        var snippet = page.Split("```csharp\n")[1].Split("```")[0];
        Assert.Contains(Flush(snippet), Flush(File.ReadAllText(ThisFile())));
    }

    [Theory]
    [InlineData("stein")]
    [InlineData("synaptic")]
    [InlineData("kernel")]
    public void The_response_to_one_input_is_the_kernel_of_the_page(string neuron)
    {
        var (stein, synaptic, kernel, _, alpha, beta) = Neurons();
        var input = new double[Steps, 1];
        input[0, 0] = 0.1;
        var mem = Flat(neuron switch
        {
            "stein" => stein.Record(input, "Mem").Recorded["Mem"],
            "synaptic" => synaptic.Record(input, "Mem").Recorded["Mem"],
            _ => kernel.Record(input, "Mem").Recorded["Mem"],
        });
        // Alpha's slower decay is its parameter Alpha
        var scale = (Math.Log(beta) / (Math.Log(alpha) - Math.Log(beta))) + 1;
        Assert.All(Enumerable.Range(0, Steps), n => Assert.Equal(
            0.1 * neuron switch
            {
                "stein" => Math.Pow(beta, n),
                "synaptic" => (Math.Pow(alpha, n + 1) - Math.Pow(beta, n + 1)) / (alpha - beta),
                _ => scale * (Math.Pow(beta, n) - Math.Pow(alpha, n)),
            },
            mem[n],
            1e-12));
        Assert.True(mem.Max() > 0.05);
    }

    [Fact]
    public void Steins_neuron_sums_what_came_in_since_its_last_spike()
    {
        var (stein, _, _, _, _, beta) = Neurons();
        var input = Spikes(0.3);
        var (spikes, _) = stein.Integral(input);

        var last = -1;
        for (var n = 0; n < Steps; n++)
        {
            var u = 0.0;
            for (var k = last + 1; k <= n; k++) u += Math.Pow(beta, n - k) * input[k, 0];
            Assert.Equal(u > Threshold ? 1 : 0, spikes[n, 0]);
            if (u > Threshold) last = n;
        }
        Assert.True(last > 0);
    }

    [Fact]
    public void The_spike_response_model_is_its_kernels()
    {
        var (_, _, _, srm, alpha, beta) = Neurons();
        var input = Spikes(0.15);
        var recorded = srm.Record(input, "Output", "Mem").Recorded;
        var (spikes, mem) = (Flat(recorded["Output"]), Flat(recorded["Mem"]));

        double Response(int n) => (Math.Pow(alpha, n + 1) - Math.Pow(beta, n + 1)) / (alpha - beta);
        var own = new List<int>();
        for (var n = 0; n < Steps; n++)
        {
            var u = 0.0;
            for (var k = 0; k <= n; k++) u += Response(n - k) * input[k, 0];
            foreach (var f in own) u -= Threshold * Math.Pow(beta, n - f);
            Assert.Equal(u > Threshold ? 1 : 0, spikes[n]);
            if (u > Threshold) own.Add(n);
            Assert.Equal(u > Threshold ? u - Threshold : u, mem[n], 1e-10);
        }
        Assert.True(own.Count > 10);
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(2)]
    [InlineData(7.5)]
    public void The_first_lif_neuron_fires_when_its_charge_says(double drive)
    {
        var lif = new ExtendedLif(1, ExtendedLifOptions.LifNeuron);
        var input = new double[Steps, 1];
        for (var n = 0; n < Steps; n++) input[n, 0] = drive;
        var spikes = Flat(lif.Integral(input).Output);

        // v[n] = I (1 − (1 − dt/τ)^n) ≥ 1, with dt = 1 and τ = 20
        var period = (int)Math.Ceiling(Math.Log(1 - (1 / drive)) / Math.Log(1 - (1.0 / 20)));
        Assert.Equal(
            [.. Enumerable.Range(1, Steps).Select(n => n % period == 0 ? 1.0 : 0.0)],
            spikes);
    }

    [Fact]
    public void The_first_lif_neuron_is_its_definition_on_any_input()
    {
        var lif = new ExtendedLif(1, ExtendedLifOptions.LifNeuron);
        var input = Uniform(3, -2, 6, Steps, 1);
        var recorded = lif.Record(input, "Output", "V").Recorded;
        var (v, fired) = (0.0, 0);
        for (var n = 0; n < Steps; n++)
        {
            v += (input[n, 0] - v) / 20;
            var z = v >= 1;
            if (z) v = 0;
            Assert.Equal(z ? 1 : 0, recorded["Output"][n, 0]);
            Assert.Equal(v, recorded["V"][n, 0], 1e-12);
            fired += z ? 1 : 0;
        }
        Assert.True(fired > 5);
    }

    [Fact]
    public void Bernoulli_neurons_fire_as_often_as_their_probability_says()
    {
        const int neurons = 20_000;
        var bernoulli = new Bernoulli(neurons, BernoulliOptions.ExtendedLifNeurons);
        var state = bernoulli.Initial<double>(1, seed: 5);
        var (v, z) = (new double[neurons], new double[neurons]);
        for (var n = 0; n < 30; n++)
        {
            (var output, state) = bernoulli.Step(Filled(-1.5, 1, neurons), state);
            var (expected, variance, potentials) = (0.0, 0.0, Flat(state.V));
            for (var i = 0; i < neurons; i++)
            {
                var u = v[i] + ((-1.5 - v[i]) / 20) + (0.5 * z[i]);
                var p = 1 / (1 + Math.Exp(-u));
                (expected, variance) = (expected + p, variance + (p * (1 - p)));
                z[i] = output[0, i];
                v[i] = z[i] == 1 ? 0 : u;
                Assert.Equal(v[i], potentials[i], 1e-12);
            }
            Assert.Equal(expected, z.Sum(), 5 * Math.Sqrt(variance));
        }
    }

    /// <summary>A weight at one step in three, at random.</summary>
    private static double[,] Spikes(double weight)
    {
        var (random, input) = (new Random(4), new double[Steps, 1]);
        for (var n = 0; n < Steps; n++) input[n, 0] = random.NextDouble() < 0.33 ? weight : 0;
        return input;
    }

    private static string Flush(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
