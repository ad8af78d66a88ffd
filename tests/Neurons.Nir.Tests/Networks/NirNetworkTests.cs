using System.Numerics.Tensors;
using Neurons.Networks;

namespace Neurons.Nir.Tests.Networks;

public sealed class NirNetworkTests
{
    [Theory]
    [InlineData("graphs/paper_braille_rnn")]
    [InlineData("graphs/convnet")]
    [InlineData("nodes/affine_batched")]
    [InlineData("nodes/flatten_partial")]
    [InlineData("nodes/delay")]
    [InlineData("nodes/threshold")]
    public void A_saved_network_is_loaded_with_the_same_outputs(string name)
    {
        var (network, _) = Fixtures.Read(name).ToNetwork(new() { Dt = 1e-3, Discretisation = NirDiscretisation.Exact });
        using var folder = new Folder();
        network.Save(folder.File);
        var input = Input(network);

        Assert.Equal(network.Predict(input).ToArray(), Network.Load(folder.File).Predict(input).ToArray());
    }

    [Fact]
    public void Neurons_learn_their_time_constants_where_it_is_asked_for()
    {
        var graph = Fixtures.Read("graphs/paper_braille_rnn");
        var (fixedOnes, _) = graph.ToNetwork();
        var (learning, _) = graph.ToNetwork(new() { LearnNeurons = true });
        var input = Input(learning);

        Assert.Equal(
            ["fc1.weight", "fc2.weight", "lif1//w_rec.weight"], fixedOnes.Parameters.Where(one => one.IsLearnable).Select(one => one.Name).Order());
        Assert.Equal(fixedOnes.Predict(input).ToArray(), learning.Predict(input).ToArray());
        var run = learning.Forward(input);
        var gradients = run.Pullback(Tensor.Create(Enumerable.Repeat(1f, (int)run.Output.FlattenedLength).ToArray(), run.Output.Lengths));
        Assert.Contains(gradients["lif1//lif.TauMem"], gradient => gradient != 0);
        Assert.Contains(gradients["lif1//w_rec.weight"], gradient => gradient != 0);
    }

    [Fact]
    public void An_impulse_has_the_same_effect_whatever_dt_is()
    {
        // a spike at t = 0 charges the integrator behind it by R
        var graph = new NirGraph(
            [("fires", new NirIf(new[] { 100f }, new[] { 0.5f })), ("sum", new NirI(new[] { 3f })),
                ("input", new NirInput([1])), ("output", new NirOutput([1]))],
            [("input", "fires"), ("fires", "sum"), ("sum", "output")]);

        foreach (var dt in new[] { 0.1, 0.01 })
        {
            var input = Tensor.CreateFromShape<float>([3, 1, 1]);
            input[0, 0, 0] = 1;
            var (impulse, _) = graph.ToNetwork(new() { Dt = dt, Spike = NirSpike.Impulse });
            var (one, _) = graph.ToNetwork(new() { Dt = dt });
            Assert.All(impulse.Predict(input), v => Assert.Equal(3, v, 1e-5f));
            Assert.All(one.Predict(input), v => Assert.Equal(3 * (float)dt, v, 1e-5f));
        }
    }

    [Fact]
    public void Names_are_those_of_the_file_where_they_can_be()
    {
        var names = Fixtures.Read("graphs/nested_two_levels").ToNetwork();
        var braille = Fixtures.Read("graphs/paper_braille_rnn").ToNetwork();
        var foreign = Fixtures.Read("nodes/unicode_names").ToNetwork();

        Assert.Equal(["input", "outer/deep/gain", "outer/li", "output"], names.Network.Nodes.Select(node => node.Name).Order(StringComparer.Ordinal));
        Assert.Equal("lif1//lif", braille.Names["lif1.lif"]);
        Assert.Equal("couche___1", foreign.Names["couche é 1"]);
        Assert.Contains(
            braille.Report, note => note is { Node: "lif1.w_rec", IsDeviation: false, Text: var text } && text.Contains("one step later"));
    }

    [Fact]
    public void What_cannot_be_is_refused_by_node()
    {
        NirGraph two = new([("a", new NirInput([1])), ("b", new NirInput([1])), ("c", new NirOutput([1]))], [("a", "c"), ("b", "c")]);
        NirGraph inner = new(
            [("sub", two), ("in", new NirInput([1])), ("out", new NirOutput([1]))], [("in", "sub"), ("sub", "out")], typeCheck: false);
        var strided = new NirConv1d(
            NirArray.From<float>(new float[4], [1, 1, 4]), new float[1], Stride: 2, Padding: "same", Dilation: 1, Groups: 1, InputShape: 8);

        Assert.Contains("node 'sub': NIRGraph: it has several Inputs", Refused(inner));
        Assert.Contains("node 'conv': Conv1d: padding is 'same'; it must be numbers where the stride is 2", Refused(new([("conv", strided)], [])));
        Assert.Contains("Delay: delay is -1; it must be ≥ 0", Refused(new([("d", new NirDelay(new[] { -1f }))], [])));
        Assert.Contains(
            "Record has 'x.v'",
            Assert.Throws<ArgumentException>(() => Fixtures.Read("nodes/lif").ToNetwork(new() { Record = ["x.v"] })).Message);
    }

    [Fact]
    public void What_the_metadata_say_of_steps_is_followed_where_nothing_else_is_asked_for()
    {
        NirGraph Said(NirArray dt, NirArray form) => Leaky(0.02f) with { Metadata = NirMetadata.Empty.With("dt", dt).With("discretisation", form) };
        var asked = Leaky(0.02f).ToNetwork(new() { Dt = 0.004, Discretisation = NirDiscretisation.Exact }).Network;
        var said = Said(0.004, "exact").ToNetwork();
        var other = Said(0.004, "exact").ToNetwork(new() { Dt = 1e-3, Discretisation = NirDiscretisation.Euler }).Network;
        var wrong = Said(-1.0, "rk4").ToNetwork();

        Assert.Equal(asked.Predict(Input(asked)).ToArray(), said.Network.Predict(Input(asked)).ToArray());
        Assert.NotEqual(asked.Predict(Input(asked)).ToArray(), other.Predict(Input(asked)).ToArray());
        Assert.Contains("left open: the time step is 0.004 s, as its metadata say, and the file counts in seconds", Lines(said));
        Assert.Contains("left open: equations become steps by exact, as its metadata say", Lines(said));
        Assert.DoesNotContain(said.Report, note => note.Kind == NirNoteKind.LeftOut);
        Assert.Contains("left out: the metadata dt are float64 -1; as they are not a positive number, they are not followed", Lines(wrong));
        Assert.Contains(Lines(wrong), line => line.Contains("not one of euler, euler_old_current, exact", StringComparison.Ordinal));
        Assert.Contains("left open: the time step is 0.0001 s, and the file counts in seconds", Lines(wrong));
        var norse = Said(0.004, "exact").ToNetwork(NirOptions.Norse);
        Assert.Contains("left open: the time step is 0.001 s, and the file counts in seconds", Lines(norse));
    }

    [Fact]
    public void What_a_network_has_no_place_for_is_in_the_report()
    {
        var metadata = NirMetadata.Empty.With("about", "a").With("v0", 0.5);
        var lif = new NirLif(new[] { 1f }, new[] { 1f }, new[] { 0f }, new[] { 1f }) { Metadata = metadata };
        NirGraph inner = new([("in", new NirInput([1])), ("lif é", lif), ("output", new NirOutput([1]))], [("in", "lif é"), ("lif é", "output")]);
        NirGraph graph = new(
            [("input", new NirInput([1])), ("sub", inner), ("output", new NirOutput([1]))], [("input", "sub"), ("sub", "output")])
        { Metadata = NirMetadata.Empty.With("author", "me") };

        var lines = Lines(graph.ToNetwork());

        Assert.Contains("left out: the metadata 'author'", lines);
        Assert.Contains("left out: 'sub/lif é': the metadata 'about'", lines);
        Assert.Contains("left out: 'sub': the name 'in' of its Input", lines);
        Assert.Contains("left out: 'sub/lif é': the name: the network has sub/lif__", lines);
        Assert.Contains(lines, line => line.Contains("begin with v0 of their metadata", StringComparison.Ordinal));
        Assert.DoesNotContain(Lines(Leaky(1).ToNetwork()), line => line.StartsWith("left out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_in_milliseconds_is_the_network_of_the_same_in_seconds()
    {
        NirGraph Of(float time, float rate) => new(
            [
                ("input", new NirInput([2])), ("lif", new NirLif(F(8 * time), F(2), F(0.25f), F(1))), ("delay", new NirDelay(F(3 * time))),
                ("sum", new NirI(F(16 * rate))), ("output", new NirOutput([2])),
            ],
            [("input", "lif"), ("lif", "delay"), ("delay", "sum"), ("sum", "output")]);
        foreach (var form in Enum.GetValues<NirDiscretisation>())
        {
            var options = new NirOptions { Dt = 1e-3, Discretisation = form };
            var seconds = Of(1e-3f, 1).ToNetwork(options).Network;
            var (network, report) = Of(1, 1e-3f).ToNetwork(options with { TimeUnit = NirTimeUnit.Milliseconds });

            var (expected, actual) = (seconds.Predict(Input(seconds)), network.Predict(Input(seconds)));
            Assert.Contains(expected, v => v != 0);
            foreach (var (a, b) in expected.Zip(actual)) Assert.Equal(a, b, 1e-5f);
            Assert.Contains(report, note => note.Text.Contains("the file counts in milliseconds", StringComparison.Ordinal));
            var back = network.ToNir();
            Assert.Equal(1e-3, back.Metadata.Values["dt"].ToDoubles()[0]);
            Assert.Equal(8e-3, ((NirLif)back.Nodes["lif"]).Tau.ToDoubles()[0], 1e-9);
        }

        static NirArray F(float value) => new[] { value, value };
    }

    [Fact]
    public void An_impulse_is_one_of_the_unit_of_the_file()
    {
        NirGraph graph = new(
            [("fires", new NirIf(new[] { 1f }, new[] { 0.5f })), ("sum", new NirI(new[] { 3f })), ("input", new NirInput([1])),
                ("output", new NirOutput([1]))],
            [("input", "fires"), ("fires", "sum"), ("sum", "output")]);
        var input = Tensor.CreateFromShape<float>([2, 1, 1]);
        input[0, 0, 0] = 1;

        var network = graph.ToNetwork(new() { Dt = 1e-3, TimeUnit = NirTimeUnit.Milliseconds, Spike = NirSpike.Impulse }).Network;

        Assert.All(network.Predict(input), v => Assert.Equal(3, v, 1e-5f));
    }

    [Fact]
    public void Each_neuron_may_have_a_delay_of_its_own_in_any_shape()
    {
        foreach (var (shape, times) in new (long[], double[])[]
        {
            ([3], [0, 2, 5]), ([2, 2], [1, 1, 3, 3]), ([2, 3], [0, 1, 2, 3, 4, 5]), ([2, 1, 2], [2, 2, 2, 2]),
        })
        {
            var delay = new NirDelay(NirArray.From<double>(times, NirShape.Create(shape)));
            var (input, output) = (new NirInput(NirShape.Create(shape)), new NirOutput(NirShape.Create(shape)));
            NirGraph graph = new([("input", input), ("d", delay), ("output", output)], [("input", "d"), ("d", "output")]);
            var network = graph.ToNetwork(new() { Dt = 1 }).Network;
            var x = Input(network);

            var y = network.Predict(x).ToArray();

            var n = times.Length;
            for (var at = 0; at < y.Length; at++) Assert.Equal(at - ((int)times[at % n] * 2 * n) is >= 0 and var from ? x.ElementAt(from) : 0, y[at]);
            Assert.Equal(delay, network.ToNir(dt: 1).Nodes["d"]);
        }
    }

    [Fact]
    public void Numbers_with_which_nothing_can_be_computed_are_found_in_graphs_within_graphs_too()
    {
        var lif = new NirLif(new[] { 1f, 0 }, new[] { 1f, 1 }, new float[2], new[] { 1f, float.PositiveInfinity });
        NirGraph inner = new([("lif", lif)], []);
        NirGraph graph = new(
            [("sub", inner), ("d", new NirDelay(new[] { -1f, 0 })), ("fc", new NirLinear(NirArray.From<double>([1e300, 1, 1, 1], [2, 2])))],
            [("sub", "d"), ("d", "fc")]);

        Assert.Equal(
            [
                "node 'd': Delay: delay is -1; it must be ≥ 0 and finite",
                "node 'fc': Linear: weight is 1E+300; it must be finite",
                "node 'sub/lif': LIF: tau is 0; it must be > 0 and finite",
                "node 'sub/lif': LIF: v_threshold is Infinity; it must be finite",
            ],
            graph.Problems().Order(StringComparer.Ordinal));
        Assert.Empty(Fixtures.Read("graphs/mlp_lif").Problems());
    }

    private static NirGraph Leaky(float tau) =>
        new([("lif", new NirLi(new[] { tau, tau }, new[] { 1f, 1 }, new float[2]))], []);

    private static string[] Lines(NirNetwork network) => [.. network.Report.Select(note => note.ToString())];

    private static string Refused(NirGraph graph) => Assert.Throws<NotSupportedException>(() => graph.ToNetwork()).Message;

    private static Tensor<float> Input(Graph network)
    {
        var shape = network.Nodes.Single(node => node.Layer is Input).Layer.InputShape!;
        nint[] lengths = [20, 2, .. shape.Select(length => (nint)length)];
        var random = new Random(1);
        return Tensor.Create(
            Enumerable.Range(0, (int)lengths.Aggregate((a, b) => a * b)).Select(_ => (random.NextSingle() * 40) - 10).ToArray(), lengths);
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neurons-nir-");

        public string File => Path.Combine(_folder.FullName, "model.safetensors");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
