using System.IO.Compression;
using System.Numerics.Tensors;
using Neurons.IO;
using Neurons.Primitives;

namespace Neurons.Networks.Tests;

/// <summary>What monitors record is what the network computes, and computes without them.</summary>
public sealed class MonitorTests
{
    private static readonly Reduce[] _ways =
    [
        Reduce.Whole, Reduce.Mean, Reduce.Max, Reduce.Min, Reduce.Norm, Reduce.Rate, Reduce.Silent, Reduce.Saturated(0.3),
        Reduce.Histogram(7, -0.5, 1),
        Reduce.Mean.PerNeuron, Reduce.Max.PerNeuron, Reduce.Min.PerNeuron, Reduce.Norm.PerNeuron, Reduce.Rate.PerNeuron,
    ];

    public static TheoryData<string> Kinds => [.. Networks.Keys];

    private static Dictionary<string, Func<(Network Network, Tensor<float> Input)>> Networks => new()
    {
        // spikes as bits, and a readout whose gradient comes in pieces
        ["chain"] = () => (new Sequential(1, new Linear(6, 70), new CubaLif(70), new Linear(70, 3), new LeakyIntegrator(3)), Input(6)),
        ["deep"] = () => (
            new Sequential(
                2, new Linear(6, 9), new Leaky(), new Residual(new Linear(9, 9), new CubaLif(), new Linear(9, 9)),
                new Branches(Merge.Concatenate, new Block(new Linear(9, 4), new Leaky { Output = "Mem" }), new Delay(2), new Block()),
                new Feedback(new Leaky()), new Linear(22, 5), Feedback.OneToOne(new CubaLif()), new Dropout(0.2)),
            Input(6)),
        ["images"] = () => (
            new Sequential(
                3, new Input(2, 6, 6), new Conv2d(2, 3, 3, padding: 1), new BatchNorm(3), new Leaky(), new MaxPool2d(2), new Flatten(),
                new Linear(27, 4), new LeakyIntegrator()),
            Input(2, 6, 6)),
        ["circle"] = () => (
            new Graph(
                4, new Node("image", new Input(6)), new Node("in", new Linear(6, 9), "image"), new Node("back", new Linear(9, 9), "lif"),
                new Node("lif", new CubaLif(9), "in", "back"), new Node("norm", new LayerNorm(9), "lif"),
                new Node("more", new Block(new Linear(9, 9), new Activation(ActivationFunction.Tanh)), "late", "norm"),
                new Node("late", new Leaky(9), "more", "in"), new Node("out", new Linear(9, 3), "late", "lif"),
                new Node("readout", new LeakyIntegrator(3), "out")),
            Input(6)),
        ["outputs"] = () => (
            new Graph(
                5, ["y", "lif.V"], new Node("x", new Input(6)), new Node("in", new Linear(6, 6), "x"), new Node("lif", new CubaLif(6), "in"),
                new Node("y", new Linear(6, 4), "lif.I", "lif")),
            Input(6)),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pass_that_is_recorded_gives_the_same_bits(string kind)
    {
        var (plain, x) = Networks[kind]();
        var (watched, _) = Networks[kind]();
        using var whole = watched.Monitor("*", _ways);
        using var more = watched.Monitor("*.gradient", Reduce.Whole, Reduce.Norm).Add("*.input", Reduce.Mean).Add("*.V", _ways)
            .Add("*.weight.gradient");
        for (var pass = 0; pass < 2; pass++)
        {
            Assert.Equal(Samples.Flat(plain.Predict(x)), Samples.Flat(watched.Predict(x)));
            var (mine, its) = (plain.Forward(x), watched.Forward(x));
            Assert.Equal(Samples.Flat(mine.Output), Samples.Flat(its.Output));
            var outer = Samples.Uniform(7, -1, 1, mine.Output.Lengths);
            var (expected, actual) = (mine.PullbackWithInputs(outer), its.PullbackWithInputs(outer));
            for (var p = 0; p < plain.Parameters.Count; p++)
                Assert.Equal(Samples.Flat(expected.Parameters[p]), Samples.Flat(actual.Parameters[p]));
            Assert.Equal(Samples.Flat(expected.Inputs.First().Value), Samples.Flat(actual.Inputs.First().Value));
            // and those that go on
            Assert.Equal(Samples.Flat(plain.Predict(x, mine.State).Output), Samples.Flat(watched.Predict(x, its.State).Output));
        }
        Assert.Equal(6, whole.Recordings[0].Passes.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Outputs_are_those_of_a_trace(string kind)
    {
        var (network, x) = Networks[kind]();
        using var monitor = network.Monitor("*");
        network.Predict(x);
        var recorded = monitor.Recordings.ToDictionary(one => one.What, one => one.Last);
        monitor.Clear();
        var trace = network.Trace(x);
        for (var layer = 0; layer < trace.Count; layer++)
        {
            if (network.Layers[layer] is Input) continue;
            var place = network.Layers[layer].Place!;
            var name = network.Layers[layer] is NeuronLayer neurons && neurons.Output != NeuronLayer.Spikes ? $"{place}.{neurons.Output}" : place;
            Assert.Equal(Samples.Flat(trace[layer]), Samples.Flat(recorded.GetValueOrDefault(name) ?? recorded[place]));
        }
        Assert.All(monitor.Recordings, one => Assert.Single(one.Passes));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void States_are_those_of_the_neurons_that_get_the_recorded_input(string kind)
    {
        var (network, x) = Networks[kind]();
        using var monitor = network.Monitor("*.V", _ways);
        monitor.Add("*.input");
        network.Predict(x);
        var found = 0;
        foreach (var neurons in All(network).OfType<CubaLif>())
        {
            var input = monitor[$"{neurons.Place}.input"].Last;
            Assert.Equal(x.Lengths[0], input.Lengths[0]);
            var (recorded, _) = neurons.RecordStates<float>(input, null, "V");
            var expected = Samples.Flat(recorded["V"]);
            Assert.Equal(expected, Samples.Flat(monitor[$"{neurons.Place}.V", Reduce.Whole].Last));
            found++;
        }
        Assert.True(found > 0 || kind == "images");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_reduced_is_what_a_naive_twin_makes_of_the_whole(string kind)
    {
        var (network, x) = Networks[kind]();
        using var monitor = network.Monitor("*", _ways);
        monitor.Add("*.V", _ways).Add("*.gradient", _ways).Add("*.input", _ways).Add("*.weight", _ways).Add("*.weight.gradient", _ways);
        var run = network.Forward(x);
        run.PullbackWithInputs(Samples.Uniform(7, -1, 1, run.Output.Lengths));
        foreach (var all in monitor.Recordings.GroupBy(one => one.What))
        {
            var whole = all.First(one => one.Reduce == Reduce.Whole);
            if (whole.Passes.Count == 0)
            {
                Assert.All(all, one => Assert.Empty(one.Passes));
                continue;
            }
            foreach (var one in all.Skip(1)) Naive(whole.Last, one);
        }
        // nothing comes back to a layer before all parameters alone
        var silent = monitor.Recordings.Where(one => one.Passes.Count == 0).Select(one => one.What).Distinct().ToArray();
        Assert.True(silent.Length == 0, string.Join(", ", silent));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_reduced_in_one_way_alone_is_the_same_on_any_number_of_threads(string kind)
    {
        string[] quantities = ["*.V", "*.gradient", "*.input", "*.weight", "*.weight.gradient"];
        float[]? first = null;
        try
        {
            foreach (var threads in new[] { 1, 2, 3 })
            {
                Parallelism.Threads = threads;
                // dropout is another in each pass of a network
                var (network, x) = Networks[kind]();
                var monitors = Array.ConvertAll(_ways, way => quantities.Aggregate(network.Monitor("*", way), (all, what) => all.Add(what, way)));
                var run = network.Forward(x);
                run.PullbackWithInputs(Samples.Uniform(7, -1, 1, run.Output.Lengths));
                MonitorRecording[] recorded = [.. monitors.SelectMany(monitor => monitor.Recordings).Where(one => one.Passes.Count > 0)];
                foreach (var one in recorded.Where(one => one.Reduce != Reduce.Whole)) Naive(monitors[0][one.What].Last, one);
                float[] all = [.. recorded.SelectMany(one => Samples.Doubles(one.Last)).Select(number => (float)number)];
                Assert.Equal(first ??= all, all);
            }
        }
        finally
        {
            Parallelism.Threads = Environment.ProcessorCount;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_gradient_of_the_output_of_a_linear_layer_sums_to_that_of_its_bias(string kind)
    {
        var (network, x) = Networks[kind]();
        using var monitor = network.Monitor("*.gradient");
        using var parameters = network.Monitor("*.bias.gradient");
        var run = network.Forward(x);
        var gradients = run.Pullback(Samples.Uniform(7, -1, 1, run.Output.Lengths));
        foreach (var linear in All(network).OfType<Linear>())
        {
            var gradient = monitor[$"{linear.Place}.gradient"].Last;
            var flat = Samples.Flat(gradient);
            var sum = new double[linear.Outputs];
            for (var i = 0; i < flat.Length; i++) sum[i % sum.Length] += flat[i];
            var bias = Samples.Flat(gradients[$"{linear.Place}.bias"]);
            Assert.Equal(bias, Samples.Flat(parameters[$"{linear.Place}.bias.gradient"].Last));
            Assert.Contains(bias, value => value != 0);
            for (var o = 0; o < sum.Length; o++) Assert.Equal(bias[o], sum[o], 1e-4 * bias.Max(MathF.Abs));
        }
    }

    [Fact]
    public void The_gradient_between_two_layers_is_that_of_the_input_of_what_follows()
    {
        var (network, x) = Networks["chain"]();
        using var monitor = network.Monitor("1.gradient").Add("1");
        var run = network.Forward(x);
        var outer = Samples.Uniform(7, -1, 1, run.Output.Lengths);
        run.Pullback(outer);
        var rest = new Sequential(1, new Linear(70, 3), new LeakyIntegrator(3));
        foreach (var parameter in rest.Parameters)
            network.Parameters.First(one => one.Name == parameter.Name.Replace("0.", "2.", StringComparison.Ordinal)).Value.CopyTo(parameter.Value);
        var expected = Samples.Flat(rest.Forward(monitor["1"].Last).PullbackWithInputs(outer).Input);
        var actual = Samples.Flat(monitor["1.gradient"].Last);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6);
    }

    [Fact]
    public void What_stays_the_same_has_one_step_and_its_gradient_is_the_sum_over_time()
    {
        var network = Samples.Network();
        using var monitor = network.Monitor("0").Add("0.gradient").Add("0", Reduce.Mean).Add("1", Reduce.Rate);
        var run = network.Forward(Samples.Uniform(3, 0, 30, 4, 6), timeSteps: 20);
        var gradients = run.Pullback(Samples.Uniform(7, -1, 1, run.Output.Lengths));
        Assert.Equal([1, 4, 9], monitor["0", Reduce.Whole].Last.Lengths.ToArray());
        Assert.Equal([1, 4, 9], monitor["0.gradient"].Last.Lengths.ToArray());
        Naive(monitor["0", Reduce.Whole].Last, monitor["0", Reduce.Mean]);
        var flat = Samples.Flat(monitor["0.gradient"].Last);
        Assert.Equal(Samples.Flat(gradients["0.bias"])[2], Enumerable.Range(0, 4).Sum(b => flat[(b * 9) + 2]), 1e-5);
        Assert.InRange(monitor["1"].Values[0], 0.01, 0.99);
    }

    [Fact]
    public void A_state_that_is_the_output_too_is_the_same_by_both_names()
    {
        var network = new Sequential(1, new Linear(6, 9), new CubaLif(9) { Output = "V" });
        using var monitor = network.Monitor("*", Reduce.Mean, Reduce.Max, Reduce.Whole).Add("*.V", Reduce.Mean, Reduce.Min, Reduce.Whole);
        network.Predict(Input(6));
        Assert.Equal(monitor["1", Reduce.Mean].Values, monitor["1.V", Reduce.Mean].Values);
        Assert.Equal(Samples.Flat(monitor["1", Reduce.Whole].Last), Samples.Flat(monitor["1.V", Reduce.Whole].Last));
        Naive(monitor["1", Reduce.Whole].Last, monitor["1", Reduce.Max]);
        Naive(monitor["1", Reduce.Whole].Last, monitor["1.V", Reduce.Min]);
    }

    [Fact]
    public void Threads_that_run_one_network_are_each_recorded()
    {
        var (network, _) = Networks["chain"]();
        using var monitor = network.Monitor("*", Reduce.Mean, Reduce.Whole).Add("1.V", Reduce.Mean);
        var inputs = Enumerable.Range(0, 40).Select(seed => Samples.Uniform((ulong)seed, 0, 30, 12, 3, 6)).ToArray();
        Parallel.ForEach(inputs, x => network.Predict(x));
        var together = monitor["1.V"].Values.Order().ToArray();
        Assert.Equal(40, together.Length);
        monitor.Clear();
        foreach (var x in inputs) network.Predict(x);
        Assert.Equal(monitor["1.V"].Values.Order(), together);
        Assert.All(monitor.Recordings, one => Assert.Equal(40, one.Passes.Count));
    }

    /// <summary>Spikes behind a linear layer are bits, those before a pooling layer numbers.</summary>
    [Theory]
    [InlineData("chain", "1")]
    [InlineData("images", "3")]
    [InlineData("deep", "1")]
    public void How_often_all_neurons_fire_is_the_mean_of_how_often_each_does(string name, string place)
    {
        var (network, x) = Networks[name]();
        var others = $"{place}.Output";
        using var monitor = network.Monitor(place, Reduce.Rate, Reduce.Mean, Reduce.Norm)
            .Add(others, Reduce.Rate.PerNeuron, Reduce.Silent, Reduce.Whole);
        network.Predict(x);
        var each = Samples.Flat(monitor[others, Reduce.Rate.PerNeuron].Last);
        var spikes = Samples.Flat(monitor[others, Reduce.Whole].Last).Sum(value => (double)value);
        Assert.True(spikes > 0);
        Assert.Equal(each.Average(rate => (double)rate), monitor[place, Reduce.Rate].Values.Single(), 1e-6);
        Assert.Equal(monitor[place, Reduce.Rate].Values, monitor[place, Reduce.Mean].Values);
        Assert.Equal(Math.Sqrt(spikes), monitor[place, Reduce.Norm].Values.Single(), 1e-4);
        Assert.Equal(each.Count(rate => rate == 0) / (double)each.Length, monitor[others, Reduce.Silent].Values.Single(), 1e-6);
    }

    [Fact]
    public void Some_passes_alone_can_be_recorded_and_some_kept()
    {
        var (network, x) = Networks["chain"]();
        using var training = network.Monitor("1", Reduce.Rate);
        using var others = network.Monitor("1", Reduce.Rate);
        using var third = network.Monitor("1", Reduce.Rate, Reduce.Rate);
        (training.Passes, others.Passes, third.Every, third.Keep) = (MonitoredPasses.Training, MonitoredPasses.Evaluation, 3, 2);
        for (var pass = 0; pass < 6; pass++)
        {
            network.Forward(x);
            network.Predict(x);
        }
        Assert.Equal([1, 2, 3, 4, 5, 6], training["1"].Passes.Select(pass => pass.Number));
        Assert.All(others["1"].Passes, pass => Assert.Equal((false, 0), (pass.IsTraining, pass.Number)));
        Assert.Equal([4, 0], third["1"].Passes.Select(pass => pass.Number));
        third.Dispose();
        network.Predict(x);
        Assert.Equal(2, third["1"].Passes.Count);
        Assert.Equal(7, others["1"].Passes.Count);
    }

    [Fact]
    public void A_file_has_an_array_for_each_recording()
    {
        var (network, x) = Networks["chain"]();
        using var monitor = network.Monitor("1.V", Reduce.Mean, Reduce.Whole).Add("3");
        network.Predict(x);
        network.Predict(x);
        network.Predict(Samples.Uniform(3, 0, 30, 5, 4, 6));
        var path = Samples.TemporaryFile("monitor.npz");
        monitor.Save(path);
        using var zip = ZipFile.OpenRead(path);
        Assert.Equal(
            ["1.V mean.npy", "1.V 0.npy", "1.V 1.npy", "1.V 2.npy", "3 0.npy", "3 1.npy", "3 2.npy"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(monitor["1.V", Reduce.Mean].Values, Read("1.V mean.npy", [3]));
        Assert.Equal(Samples.Flat(monitor["3"].Passes[2].Values), Read("3 2.npy", [5, 4, 3]));

        float[] Read(string name, nint[] shape)
        {
            var file = Samples.TemporaryFile(name);
            zip.GetEntry(name)!.ExtractToFile(file);
            var tensor = Npy.Read<float>(file);
            Assert.Equal(shape, tensor.Lengths.ToArray());
            return Samples.Flat(tensor);
        }
    }

    [Theory]
    [InlineData("5", "'5' begins with no layer of the network; there are 0, 1, 2, 3.")]
    [InlineData("", "'' begins with no layer of the network; there are 0, 1, 2, 3.")]
    [InlineData("1.W", "'1.W': CubaLif(70) has no 'W'; it has gradient, input, Output, V, I")]
    [InlineData("0.V", "'0.V': Linear(6 → 70) has no 'V'; it has gradient, input, weight, bias")]
    [InlineData("*.mem", "'*.mem': no layer of the network has such a quantity.")]
    [InlineData("0.weight.V", "'0.weight.V': Linear(6 → 70) has no 'weight.V'")]
    public void What_there_is_not_is_refused_by_name(string what, string message)
    {
        var (network, _) = Networks["chain"]();
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => network.Monitor(what)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_recorded_or_not_one_number_says_so()
    {
        var (network, x) = Networks["chain"]();
        using var monitor = network.Monitor("1.V", Reduce.Mean, Reduce.Whole).Add("1.gradient");
        Assert.Contains("several ways", Assert.Throws<ArgumentException>(() => monitor["1.V"]).Message, StringComparison.Ordinal);
        Assert.Contains("not recorded", Assert.Throws<ArgumentException>(() => monitor["0"]).Message, StringComparison.Ordinal);
        network.Predict(x);
        var error = Assert.Throws<InvalidOperationException>(() => monitor["1.gradient"].Last);
        Assert.Contains("Nothing is recorded", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidOperationException>(() => monitor["1.V", Reduce.Whole].Values);
        Assert.Contains("not one number", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Reduce.Silent.PerNeuron);
        Assert.Throws<ArgumentOutOfRangeException>(() => Reduce.Saturated(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reduce.Histogram(0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reduce.Histogram(3, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => monitor.Every = 0);
    }

    private static IEnumerable<Layer> All(Network network)
    {
        return network.Layers.SelectMany(With);

        static IEnumerable<Layer> With(Layer layer) => layer.Children.SelectMany(With).Prepend(layer);
    }

    private static Tensor<float> Input(params nint[] features) => Samples.Uniform(3, 0, 30, [20, 4, .. features]);

    /// <summary>Plain loops over all numbers.</summary>
    private static void Naive(Tensor<float> whole, MonitorRecording recording)
    {
        var all = Samples.Doubles(whole);
        var features = all.Length / (int)(whole.Lengths[0] * whole.Lengths[1]);
        var ofNeuron = Enumerable.Range(0, features).Select(n => all.Where((_, i) => i % features == n).ToArray()).ToArray();
        var reduce = recording.Reduce;
        Func<double[], double> number = reduce.Name.Split(' ')[0] switch
        {
            "mean" => values => values.Average(),
            "max" => values => values.Max(),
            "min" => values => values.Min(),
            "norm" => values => Math.Sqrt(values.Sum(value => value * value)),
            "rate" => values => values.Average(value => value != 0 ? 1 : 0),
            "silent" => _ => ofNeuron.Average(values => values.All(value => value == 0) ? 1 : 0),
            _ => _ => ofNeuron.Average(values => values.Average(value => value != 0 ? 1.0 : 0) >= 0.3 ? 1 : 0),
        };
        double[] expected = reduce.Name.StartsWith("histogram", StringComparison.Ordinal)
            ? [.. Enumerable.Range(0, 7).Select(bin => all.Count(value => value >= -0.5 + (bin * 1.5 / 7)
                && (bin < 6 ? value < -0.5 + ((bin + 1) * 1.5 / 7) : value <= 1)))]
            : reduce.Name.EndsWith("neuron", StringComparison.Ordinal) ? Array.ConvertAll(ofNeuron, values => number(values)) : [number(all)];
        var actual = Samples.Doubles(recording.Last);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"{recording}: {expected[i]}, {actual[i]}");
    }
}
