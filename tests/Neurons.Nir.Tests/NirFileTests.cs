using FsCheck;
using FsCheck.Fluent;
using Neurons.IO;

namespace Neurons.Nir.Tests;

/// <summary>What is written, and read again.</summary>
public sealed class NirFileTests
{
    private static readonly Gen<string> Texts =
        Gen.Elements("a", "Z", "ü", "日本語", "😀", " ", ".", "-", "\n", "\uFFFD", "0").ArrayOf().Select(string.Concat);

    private static readonly Gen<NirArray> Arrays =
        from type in Gen.Elements(Enum.GetValues<Hdf5Type>())
        from lengths in Gen.Choose(0, 4).ArrayOf().Where(lengths => lengths.Length < 5)
        let shape = NirShape.Create([.. lengths.Select(length => (long)length)])
        let count = (int)shape.Aggregate(1L, (product, length) => product * length)
        from array in type == Hdf5Type.String
            ? Texts.ArrayOf(count).Select(texts => NirArray.FromTexts(texts, shape))
            : Gen.Choose(0, type == Hdf5Type.Bool ? 1 : 255).ArrayOf(count * NirArray.SizeOf(type))
                .Select(bytes => new NirArray(type, shape, [.. bytes.Select(value => (byte)value)]))
        select array;

    [Fact]
    public void Any_array_is_written_and_read_bit_for_bit() =>
        Prop.ForAll(Arb.From(Arrays), Arb.From(Gen.Elements(true, false)), (array, compress) =>
            Assert.Equal(array, Again(new NirGraph([], []) { Metadata = NirMetadata.Empty.With("x", array) }, compress).Metadata.Values["x"]))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_names_are_written_and_read() =>
        Prop.ForAll(Arb.From(Texts.Where(text => text is not ("" or ".")).ArrayOf()), names =>
        {
            var nodes = names.Distinct().Select((name, i) => (name, (NirNode)new NirScale(new[] { 1f + i })));
            var graph = new NirGraph(nodes, []);

            Assert.Equal(graph, Again(graph));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(9000)]
    public void A_graph_of_any_size_is_written_and_read(int count)
    {
        // 8 links are a block, 32 blocks a node of a tree, 32 nodes the node above.
        var nodes = Enumerable.Range(0, count).Select(i => ($"n{i}", (NirNode)new NirScale(new[] { (float)i })));
        var edges = Enumerable.Range(1, Math.Max(0, count - 1)).Select(i => new NirEdge($"n{i - 1}", $"n{i}"));
        var graph = new NirGraph(nodes, edges);

        var again = Again(graph);

        Assert.Equal(graph, again);
        if (count > 0) Assert.Equal(count + 2, again.Nodes.Count);
    }

    [Fact]
    public void More_texts_than_a_heap_can_number_are_written_and_read()
    {
        var texts = Enumerable.Range(0, 130_001).Select(i => $"{i}").ToArray();
        var graph = new NirGraph([], []) { Metadata = NirMetadata.Empty.With("x", texts) };

        Assert.Equal(graph, Again(graph));
    }

    [Theory]
    [InlineData(1_000_000, 3)]
    [InlineData(3, 1_000_000)]
    [InlineData(300, 4096)]
    public void A_large_array_is_written_in_chunks_and_read(int rows, int columns)
    {
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++) values[i] = i % 1000;
        var graph = new NirGraph([("x", new NirLinear(NirArray.From<float>(values, [rows, columns])))], []);

        Assert.Equal(graph, Again(graph));
    }

    [Fact]
    public void Equal_graphs_give_equal_files()
    {
        (string, NirNode)[] nodes = [("a", new NirScale(new[] { 1f })), ("b", new NirDelay(new[] { 2.0 }))];
        var metadata = NirMetadata.Empty.With("x", 1).With("y", "text");
        var one = new NirGraph(nodes, [("a", "b")]) { Metadata = metadata };
        var other = new NirGraph(nodes.Reverse(), [("a", "b")]) { Metadata = NirMetadata.Empty.With("y", "text").With("x", 1) };

        Assert.Equal(one, other);
        Assert.Equal(Bytes(one), Bytes(other));
    }

    [Fact]
    public void A_file_is_replaced_at_once_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        var path = folder["a.nir"];
        File.WriteAllText(path, "old");
        var conv = new NirConv1d(NirArray.From<float>(new float[3], [1, 1, 3]), new float[1], 1, 0, 1, 1);
        var unknown = new NirGraph([("c", conv)], [], typeCheck: false);

        var error = Assert.Throws<InvalidOperationException>(() => unknown.Write(path));

        Assert.StartsWith("/node/nodes/c: Conv1d: input_shape is not known", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        var graph = new NirGraph([("x", new NirScale(new[] { 1f }))], []);
        graph.Write(path);
        Assert.Equal(graph, NirGraph.Read(path));
        Assert.Equal(["a.nir"], Directory.GetFiles(folder.FullName).Select(Path.GetFileName));
    }

    [Fact]
    public void What_is_nested_deeper_than_is_read_is_not_written()
    {
        var metadata = NirMetadata.Empty;
        for (var i = 0; i < 97; i++) metadata = NirMetadata.Empty.With("x", metadata);
        var deepest = new NirGraph([], []) { Metadata = metadata };

        Assert.Equal(deepest, Again(deepest));
        var deeper = deepest with { Metadata = NirMetadata.Empty.With("x", NirMetadata.Empty.With("x", metadata)) };
        Assert.Contains("more than 100 deep", Assert.Throws<InvalidOperationException>(() => Bytes(deeper)).Message);
    }

    [Fact]
    public void A_stream_is_read_from_where_it_is_and_stays_open()
    {
        var graph = new NirGraph([("x", new NirScale(new[] { 1f }))], []);
        var stream = new MemoryStream([1, 2, 3, .. Bytes(graph)]) { Position = 3 };

        Assert.Equal(graph, NirGraph.Read(stream));
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(graph, NirGraph.Read(new Forward(Bytes(graph))));
    }

    private static byte[] Bytes(NirGraph graph, bool compress = true)
    {
        var stream = new MemoryStream();
        graph.Write(stream, compress);
        return stream.ToArray();
    }

    private static NirGraph Again(NirGraph graph, bool compress = true) =>
        NirGraph.Read(new MemoryStream(Bytes(graph, compress)), graph.IsTypeChecked);

    /// <summary>A stream that cannot seek.</summary>
    private sealed class Forward(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

/// <summary>An empty folder that is removed afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("neurons-nir-");

    public string FullName => _folder.FullName;

    public string this[string name] => Path.Combine(FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
