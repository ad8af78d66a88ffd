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
            ["fc1.weight", "fc2.weight", "lif1/w_rec.weight"], fixedOnes.Parameters.Where(one => one.IsLearnable).Select(one => one.Name).Order());
        Assert.Equal(fixedOnes.Predict(input).ToArray(), learning.Predict(input).ToArray());
        var run = learning.Forward(input);
        var gradients = run.Pullback(Tensor.Create(Enumerable.Repeat(1f, (int)run.Output.FlattenedLength).ToArray(), run.Output.Lengths));
        Assert.Contains(gradients["lif1/lif.TauMem"], gradient => gradient != 0);
        Assert.Contains(gradients["lif1/w_rec.weight"], gradient => gradient != 0);
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
        Assert.Equal("lif1/lif", braille.Names["lif1.lif"]);
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
