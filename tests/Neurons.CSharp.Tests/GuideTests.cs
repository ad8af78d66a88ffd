using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

/// <summary>The code of docs/csharp.md, compiled and run. Every snippet of that page stands here as well, word for word.</summary>
public class GuideTests
{
    private record Parameters<T>(T Tau, T Threshold);

    private record State<T>(T V);

    [Fact]
    public void Every_function_of_expressions_is_in_the_guide()
    {
        var functions = typeof(Expr).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(Expr) && !Regex.IsMatch(method.Name, "^(op_|New)"))
            .Select(method => Regex.Replace(method.Name, "^get_", ""));

        Assert.NotEmpty(functions);
        Assert.All(functions, function => Assert.Matches($@"`Expr\.{function}\b", Guide()));
    }

    [Fact]
    public void Every_snippet_of_the_guide_is_in_this_file()
    {
        var guide = Guide();
        var code = Flush(File.ReadAllText(ThisFile()));
        var snippets = Regex.Matches(guide, "```csharp\n(.*?)```", RegexOptions.Singleline);

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value), code));
    }

    [Fact]
    public void A_layer_runs_a_sequence_and_goes_on()
    {
        var more = new float[50, 16, 128];

        var lif = new CubaLif(128, new() { TauMemInv = 200, VTh = Learnable.PerNeuron(1.0), Dt = 0.001 });

        var input = new float[100, 16, 128];           // [time, batch, features]
        input[0, 3, 7] = 40;
        var (spikes, state) = lif.Integral(input);     // Tensor<float> [100, 16, 128], CubaLifState<float>
        (spikes, state) = lif.Integral(more, state);   // goes on where the first ended

        Assert.Equal([50, 16, 128], spikes.Lengths.ToArray());
        Assert.Equal(150, state.Step);
    }

    [Fact]
    public void Options_are_checked_together()
    {
        var lif = new CubaLif(128, CubaLifOptions.Bio with { VTh = -52, Surrogate = Surrogate.Atan(2) });
        var own = Surrogate.Custom("bump", u => Expr.Exp(-u * u));
        var below = new CubaLif(128, new CubaLifOptions().WithInitial("V", -0.5));   // V begins there; without it, as the model says
        Assert.Equal([-52.0], lif.Parameter("VTh").ToArray());
        Assert.Equal("bump", own.Name);
        Assert.Equal(-0.5, below.Initial<double>(1).V[0, 0]);

        var error = Assert.Throws<ArgumentException>(() => new CubaLif(128, new() { TauMemInv = -5, Dt = 0 }));
        Assert.Equal(
            "CubaLif: 2 options are not valid.\n  CubaLif: Dt is 0; it must be > 0.\n  CubaLif: TauMemInv is -5; it must be > 0.",
            error.Message);
    }

    [Fact]
    public void States_counts_and_samples()
    {
        var lif = new CubaLif(128);
        var input = Single(Uniform(1, 0, 2, 100, 16, 128));
        var x = At(input, 0);

        var (recorded, final) = lif.Record(input, "V", "Output");       // recorded["V"] is [100, 16, 128]
        var (counts, _) = lif.SpikeCounts(input);                       // [16, 128], spikes are not stored
        var (constant, _) = lif.Integral(NeuronInput.Constant(x, 100)); // x, [16, 128], at each of 100 steps
        CubaLifState<float> sample = final[3];                          // one sample of the batch
        Tensor<float> v = sample.V;                                     // [1, 128]

        Assert.Equal(Flat(recorded["Output"]).Sum(), Flat(counts).Sum());
        AssertEqual(At(recorded["V"], 99), final.V);
        Assert.Equal([100, 16, 128], constant.Lengths.ToArray());
        Assert.Equal(Flat(final.V)[(3 * 128)..(4 * 128)], Flat(v));
    }

    [Fact]
    public void Buffers_are_reused()
    {
        var lif = new CubaLif(128);
        var chunks = new[] { 1, 2, 3 }.Select(seed => Single(Uniform(seed, 0, 2, 100, 16, 128))).ToArray();

        var buffers = lif.Buffers<float>(steps: 100, batch: 16);
        var state = lif.Initial<float>(batch: 16);
        foreach (var chunk in chunks)
            (_, state) = lif.Integral(chunk, state, into: buffers);     // buffers.Output has the spikes of this chunk

        AssertEqual(lif.Integral(Tensor.Concatenate<float>(chunks)).State.V, state.V);
    }

    [Fact]
    public void A_recurrent_layer_steps()
    {
        const int steps = 20;
        var (wIn, wRec) = (Single(Uniform(1, 0, 1, 128, 64)), Single(Uniform(2, -1, 1, 128, 128)));
        var input = Single(Uniform(3, 0, 1, steps, 16, 64));
        var dSpikes = Filled(1f, steps, 16, 128);
        var z = Filled(0f, 16, 128);

        var lif = new CubaLif(128, CubaLifOptions.Norse007Recurrent);
        var weights = new RecurrentWeights<float>(wIn, wRec);                // W_in [128, 64], W_rec [128, 128]
        RecurrentState<float> state = lif.RecurrentInitial<float>(batch: 16);
        for (var t = 0; t < steps; t++)
            (z, state) = lif.RecurrentStep(weights, At(input, t), state);    // [16, 64] → [16, 128]; the state has the last spikes, too
        var (spikes, last) = lif.RecurrentIntegral(weights, input);          // [T, 16, 64] → [T, 16, 128]: the same bits, only faster
        var gradients = lif.RecurrentPullback(weights, input).Gradients(dSpikes);
        Tensor<float> dRecurrent = gradients.RecurrentWeights;               // beside Input, InputWeights, Initial and Parameters

        AssertEqual(At(spikes, steps - 1), z);
        AssertEqual(last.Neurons["V"], state.Neurons["V"]);
        Assert.Contains(1f, Flat(spikes));
        Assert.Equal([128, 128], dRecurrent.Lengths.ToArray());
    }

    [Fact]
    public void Gradients_come_from_pullbacks()
    {
        var input = Single(Uniform(1, 0, 2, 100, 16, 128));
        var dOutput = Filled(1f, 100, 16, 128);

        var lif = new CubaLif(128, new() { VTh = Learnable.PerNeuron(1.0) });
        var pullback = lif.Pullback(input);             // pullback.Output, pullback.Final
        var gradients = pullback.Gradients(dOutput);    // of the input and of what is learnable
        Tensor<float> dInput = gradients.Input;
        double[] dThreshold = gradients.Parameters["VTh"];
        double[] threshold = lif.Parameter("VTh").ToArray();
        lif.Parameter("VTh").Set(Descend(threshold, dThreshold, rate: 1e-3));

        Assert.Equal([100, 16, 128], dInput.Lengths.ToArray());
        Assert.Equal(threshold[5] - (1e-3 * dThreshold[5]), lif.Parameter("VTh").ToArray()[5]);
    }

    [Fact]
    public void An_own_neuron()
    {
        var input = Single(Uniform(1, 0, 5, 100, 16, 128));

        var mine = NeuronModel.Define(
            "Mine",
            (StepOptions o, Parameters<Expr> p, State<Expr> s, Expr x) =>
            {
                var v = s.V + o.Dt * (x - s.V) / p.Tau;
                var z = Expr.Fire(v - p.Threshold, Surrogate.Atan(2));
                return (z, new State<Expr>(v - z * p.Threshold));
            },
            defaults: new Parameters<Quantity>(Tau: 20.0.In("ms", above: 0, meaning: "membrane time constant"), Threshold: 1.0),
            initial: p => new State<Expr>(0.0),
            timeUnit: "ms");

        var layer = mine.Layer(128, new() { ["Threshold"] = Learnable.PerNeuron(1.0) });
        var (spikes, state) = layer.Integral(input);
        Tensor<float> v = state.As<State<Tensor<float>>>().V;

        var pure = mine.Function<float, Parameters<NeuronParameter>, State<Tensor<float>>>();
        var p = new Parameters<NeuronParameter>(Tau: 20, Threshold: 1);
        var (z, next) = pure.Integral(p, pure.Initial(p, [16, 128]), input);

        AssertEqual(spikes, z);
        AssertEqual(v, next.Variables.V);
        Assert.Contains(1f, Flat(z));
    }

    private static double[] Descend(double[] values, double[] gradient, double rate) =>
        [.. values.Zip(gradient, (value, g) => value - (rate * g))];

    /// <summary>Without the indentation.</summary>
    private static string Flush(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    private static string Guide() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/csharp.md"));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
