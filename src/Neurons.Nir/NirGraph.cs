using System.Collections.ObjectModel;
using Neurons.IO;
using Neurons.Nir.Files;

namespace Neurons.Nir;

/// <summary>
/// A graph of named nodes, in the neuromorphic intermediate representation: what a file holds, and a node of another graph. It never changes,
/// and is checked when it is made, by the rules of the format's reference reader: every edge names nodes, every parameter fits, and, unless it
/// is asked not to look, shapes agree along each edge. Two are equal if nodes (in whatever order), edges (in order) and metadata are.
/// </summary>
public sealed record NirGraph : NirNode
{
    private readonly IReadOnlyDictionary<string, NirShapes> _shapes;

    /// <summary>Makes a graph of nodes and edges, and checks it.</summary>
    /// <param name="nodes">The nodes with their names, each used once: not empty, without / and the character 0.</param>
    /// <param name="edges">The edges.</param>
    /// <param name="typeCheck">
    /// Whether shapes are found along the edges and compared; then pools, and convolutions and flattens that do not say the shape of their
    /// input, get it, a node into which no edge leads gets an <see cref="NirInput"/> named <c>input_NAME</c>, and one from which none leads an
    /// <see cref="NirOutput"/> named <c>output_NAME</c>. Graphs within the graph are always checked. Default: true.
    /// </param>
    /// <exception cref="ArgumentException">Something does not fit; the message names node, parameter, value and what is allowed.</exception>
    public NirGraph(IEnumerable<(string Name, NirNode Node)> nodes, IEnumerable<NirEdge> edges, bool typeCheck = true)
    {
        var named = new OrderedDictionary<string, NirNode>(StringComparer.Ordinal);
        foreach (var (name, node) in nodes)
        {
            if (!NirText.IsName(name))
                throw this.Wrong($"a node has the name {NirText.Quote(name)}; it must not be empty, '.', or have / or the character 0");
            if (!named.TryAdd(name, Checked(name, node))) throw this.Wrong($"two nodes have the name {NirText.Quote(name)}");
        }

        List<NirEdge> all = [.. edges];
        foreach (var edge in all)
        {
            if (new[] { edge.From, edge.To }.FirstOrDefault(name => !named.ContainsKey(name)) is { } missing)
                throw this.Wrong($"the edge {edge} names no node {NirText.Quote(missing)}; there are {NirText.Some(named.Keys)}");
        }

        _shapes = typeCheck ? TypeInference.Run(named, all) : TypeInference.Own(named);
        (Nodes, Edges, IsTypeChecked) = (new ReadOnlyDictionary<string, NirNode>(named), all.AsReadOnly(), typeCheck);
    }

    /// <inheritdoc/>
    public override string Type => "NIRGraph";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => [];

    /// <summary>The nodes by name, in their order: of a file by the bytes of their names; then those that the check added.</summary>
    public IReadOnlyDictionary<string, NirNode> Nodes { get; }

    /// <summary>The edges, in their order; then those that the check added.</summary>
    public IReadOnlyList<NirEdge> Edges { get; }

    /// <summary>Whether shapes were found and compared along the edges.</summary>
    public bool IsTypeChecked { get; }

    /// <summary>The version of NIR that the file names which the graph was read from; null if it names none, or there is no file.</summary>
    public string? Version { get; internal init; }

    internal override NirShape? Takes => TypeInference.Only(Nodes.Where(node => node.Value is NirInput).Select(node => node.Value.Takes));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, as <c>nir.write</c> of any version or another writer made it.</param>
    /// <param name="typeCheck">As of the constructor, for the outermost graph.</param>
    /// <exception cref="FormatError">The file is damaged, or no NIR, or the graph is wrong; the message names file, node and parameter.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NirGraph Read(string path, bool typeCheck = true) => NirReader.Read(path, NirReader.Bytes(path), typeCheck);

    /// <summary>Reads what is left of a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="typeCheck">As of the constructor, for the outermost graph.</param>
    /// <exception cref="FormatError">As of a file; the message begins with the file of the stream, or with "stream".</exception>
    public static NirGraph Read(Stream stream, bool typeCheck = true)
    {
        var name = stream is FileStream file ? file.Name : "stream";
        return NirReader.Read(name, NirReader.Bytes(name, stream), typeCheck);
    }

    /// <summary>
    /// Writes a file as the reference library does: it and all that build on it read it. An older file is replaced at once or not at all. Equal
    /// graphs give equal bytes.
    /// </summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="compress">Whether arrays are deflated, as the reference library does. Default: true.</param>
    /// <exception cref="InvalidOperationException">
    /// A graph that was not checked has a convolution without the shape of its input, which no file can have; or graphs or metadata are nested
    /// about a hundred deep.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path, bool compress = true)
    {
        var file = NirWriter.Make(this, compress);
        AtomicFile.Write(path, file.WriteTo);
    }

    /// <summary>Writes to a stream what <see cref="Write(string, bool)"/> writes to a file.</summary>
    /// <param name="stream">The stream; it stays open, and need not be able to seek.</param>
    /// <param name="compress">As of a file.</param>
    /// <exception cref="InvalidOperationException">As of a file.</exception>
    public void Write(Stream stream, bool compress = true) => NirWriter.Make(this, compress).WriteTo(stream);

    /// <summary>The shape of what a node takes, without time and batch.</summary>
    /// <param name="node">The name of the node.</param>
    /// <returns>Null if nothing says it, as of a pool in a graph that was not checked, or of a graph with several inputs.</returns>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public NirShape? InputShape(string node) => Shapes(node).Input;

    /// <summary>The shape of what a node gives, without time and batch.</summary>
    /// <param name="node">The name of the node.</param>
    /// <returns>As of <see cref="InputShape"/>.</returns>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public NirShape? OutputShape(string node) => Shapes(node).Output;

    /// <inheritdoc/>
    public bool Equals(NirGraph? other) => ReferenceEquals(this, other)
        || (base.Equals(other) && ByName.AreEqual(Nodes, other.Nodes) && Edges.SequenceEqual(other.Edges));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Edges.Aggregate(HashCode.Combine(Metadata, ByName.Hash(Nodes)), (hash, edge) => HashCode.Combine(hash, edge));

    internal override NirShape? Gives(NirShape? input) =>
        TypeInference.Only(Nodes.Where(node => node.Value is NirOutput).Select(node => node.Value.Takes));

    internal override void Check()
    {
    }

    /// <summary>A node whose parameters fit; a graph whose shapes do, too.</summary>
    private static NirNode Checked(string name, NirNode node)
    {
        try
        {
            node.Check();
            return node is NirGraph { IsTypeChecked: false } graph
                ? new NirGraph(graph.Nodes.Select(one => (one.Key, one.Value)), graph.Edges) { Metadata = graph.Metadata } : node;
        }
        catch (ArgumentException problem)
        {
            throw new ArgumentException($"node {NirText.Quote(name)}: {problem.Message}", problem);
        }
    }

    private NirShapes Shapes(string node) => _shapes.TryGetValue(node, out var shapes) ? shapes
        : throw this.Wrong($"there is no node {NirText.Quote(node)}; there are {NirText.Some(Nodes.Keys)}");
}
