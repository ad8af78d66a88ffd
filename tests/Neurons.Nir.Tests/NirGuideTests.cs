using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Neurons.Networks;

namespace Neurons.Nir.Tests;

/// <summary>The code of docs/nir.md, compiled and run. Every snippet of that page stands here as well, word for word.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class NirGuideTests
{
    [Fact]
    public void Every_snippet_of_the_guide_is_in_this_file()
    {
        var code = Flush(File.ReadAllText(ThisFile()));
        var snippets = Regex.Matches(Guide(), "```csharp\n(.*?)```", RegexOptions.Singleline);

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.Contains(Flush(snippet.Groups[1].Value.Replace("using Neurons.Nir;", "")), code));
    }

    [Fact]
    public void The_guide_names_every_type_of_node()
    {
        var records = typeof(NirNode).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(NirNode))).ToArray();

        Assert.Equal(19, records.Length);
        Assert.All(records, type => Assert.Contains($"`{type.Name}`", Guide()));
    }

    [Fact]
    public void Errors_are_those_of_the_guide()
    {
        Assert.Contains(Message("malformed/lif_parameter_shapes_differ"), Guide());
        Assert.Contains(Message("unchecked/output_shape_disagrees"), Guide());

        static string Message(string name) =>
            Assert.Throws<IO.FormatError>(() => NirGraph.Read(new MemoryStream(Fixtures.Bytes(name)))).Message.Replace("stream:", "network.nir:");
    }

    [Fact]
    public void A_file_is_read_and_written()
    {
        using var folder = FolderWith("graphs/metadata", "network.nir");

        var graph = NirGraph.Read("network.nir");                      // checked; NirGraph.Read(stream) does, too
        foreach (var (name, node) in graph.Nodes)
            Console.WriteLine($"{name}: {node}, {graph.InputShape(name)} → {graph.OutputShape(name)}");

        var lif = (NirLif)graph.Nodes["lif"];
        ReadOnlySpan<float> tau = lif.Tau.Values<float>();             // as stored, with its type and shape
        double[] reset = lif.VReset.ToDoubles();                       // whatever the type is

        graph.Write("copy.nir");                                       // at once or not at all

        Assert.Equal(2, tau.Length);
        Assert.Equal(2, reset.Length);
        Assert.Equal(graph, NirGraph.Read("copy.nir"));
    }

    [Fact]
    public void A_file_is_read_without_the_check()
    {
        using var folder = FolderWith("unchecked/output_shape_disagrees", "rockpool.nir");

        var loose = NirGraph.Read("rockpool.nir", typeCheck: false);   // as nir.read(…, type_check=False)

        Assert.False(loose.IsTypeChecked);
    }

    [Fact]
    public void A_graph_is_made()
    {
        var weight = NirArray.From<float>(new float[4 * 2 * 3 * 3], [4, 2, 3, 3]);
        var bias = new float[4];

        var network = new NirGraph(
            [
                ("input", new NirInput([2, 16, 16])),
                ("conv", new NirConv2d(weight, bias, Stride: 1, Padding: "same", Dilation: 1, Groups: 1)),
                ("pool", new NirSumPool2d(KernelSize: 2, Stride: 2, Padding: 0)),
                ("flatten", new NirFlatten(StartDim: 0, EndDim: -1)),
                ("output", new NirOutput([256])),
            ],
            [("input", "conv"), ("conv", "pool"), ("pool", "flatten"), ("flatten", "output")])
        {
            Metadata = NirMetadata.Empty.With("dt", 1e-4),
        };

        Console.WriteLine(network.OutputShape("pool"));                // [4, 8, 8]

        Assert.Equal([4L, 8L, 8L], network.OutputShape("pool")!.Value);
        Assert.Equal([16L, 16L], ((NirConv2d)network.Nodes["conv"]).InputShape!.ToInt64s());
    }

    [Fact]
    public void A_graph_becomes_a_network()
    {
        var graph = Fixtures.Read("graphs/mlp_lif");

        var (spiking, report) = graph.ToNetwork();                     // a Graph, to run and to train
        foreach (var note in report) Console.WriteLine(note);          // what NIR leaves open, and where the network deviates
        var output = spiking.Predict(Tensor.CreateFromShape<float>([1000, 1, 4]));

        Assert.Equal([1000, 1, 3], output.Lengths.ToArray());
        Assert.Contains(report, note => note.Text.Contains("euler", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_left_open_is_an_option()
    {
        var graph = new NirGraph(
            [("lif", new NirLif(new[] { 20f }, new[] { 1f }, new[] { 0.5f }, new[] { 1f }))], []);

        var exact = graph.ToNetwork(new NirOptions
        {
            Dt = 1e-3,                                                 // in seconds; by default that of the metadata, else 1e-4
            TimeUnit = NirTimeUnit.Milliseconds,                       // of the file's time constants: as the documentation of NIR says
            Discretisation = NirDiscretisation.Exact,                  // in closed form over a step; by default that of the metadata, else Euler
            Spike = NirSpike.Impulse,                                  // 1/dt for a step, not 1: what a spike does does not depend on dt
            Initial = NirInitial.Leak,                                 // neurons begin with v_leak, not with v0 of their metadata, else 0
            LearnNeurons = true,                                       // training changes time constants and thresholds, too
            Record = ["lif.v"],                                        // a state is an output as well
        }).Network;

        var zeros = new Dictionary<string, Tensor<float>> { ["input_lif"] = Tensor.CreateFromShape<float>([5, 1, 1]) };
        Assert.All(exact.PredictOutputs(zeros)["lif.V"], v => Assert.Equal(0.5f, v));
        Assert.Equal(5, exact.Parameters.Count(parameter => parameter.IsLearnable));
    }

    [Fact]
    public void A_network_becomes_a_graph()
    {
        using var folder = FolderWith("graphs/exported_snntorch", "snntorch.nir");

        var trained = new Sequential(
            1, new Linear(4, 32), new Leaky(32, new() { Beta = 0.9, Reset = MembraneReset.Zero }),
            new Linear(32, 10), new LeakyIntegrator(10));
        trained.ToNir(out var written).Write("trained.nir");
        foreach (var note in written) Console.WriteLine(note);         // what is rewritten, left out or deviates; here nothing

        var again = NirGraph.Read("trained.nir").ToNetwork().Network;  // dt and discretisation are those of its metadata

        Assert.Empty(written);
        Assert.Equal(1e-3, NirGraph.Read("trained.nir").Metadata.Values["dt"].ToDoubles()[0]);
        Assert.Equal([5, 1, 10], again.Predict(Tensor.CreateFromShape<float>([5, 1, 4])).Lengths.ToArray());
        Assert.Equal(0.01, ((NirLif)NirGraph.Read("trained.nir").Nodes["1"]).Tau.ToDoubles()[0], 1e-9);
        var refractory = new Sequential(1, new Linear(4, 4), new CubaLifRefractory(4));
        Assert.Contains(Assert.Throws<NotSupportedException>(() => refractory.ToNir()).Message, Guide());

        var plain = new Sequential(1, new Linear(4, 32), new CubaLif(32), new Linear(32, 10), new LeakyIntegrator(10));
        var exact = plain.ToNir();                                     // a Delay of a step before the CubaLIF, in a graph of their own
        var near = plain.ToNir(nearest: true);                         // without it: all comes a step earlier

        Assert.IsType<NirGraph>(exact.Nodes["1"]);
        Assert.IsType<NirCubaLif>(near.Nodes["1"]);

        var fromSnntorch = NirGraph.Read("snntorch.nir").ToNetwork(NirOptions.Snntorch).Network;
        fromSnntorch.ToNir().Write("back.nir");

        Assert.Equal(NirGraph.Read("snntorch.nir").Nodes["2"], NirGraph.Read("back.nir").Nodes["2"]);
    }

    private static string Flush(string code) => Regex.Replace(code, @"^\s+|\s+$", "", RegexOptions.Multiline);

    private static string Guide() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "docs", "nir.md"));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    /// <summary>A folder with a file in which a test works.</summary>
    private static WorkingFolder FolderWith(string fixture, string file)
    {
        var folder = new WorkingFolder();
        File.WriteAllBytes(file, Fixtures.Bytes(fixture));
        return folder;
    }
}
