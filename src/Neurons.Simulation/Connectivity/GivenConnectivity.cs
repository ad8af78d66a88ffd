using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Simulation;

/// <summary>Synapses that are given one by one. Weights and delays that are arrays are in the order in which the synapses were given.</summary>
public sealed record GivenConnectivity : Connectivity
{
    private readonly int[] _sources;
    private readonly int[] _targets;

    private GivenConnectivity(int[] sources, int[] targets) => (_sources, _targets) = (sources, targets);

    /// <summary>The number of synapses.</summary>
    public int Count => _sources.Length;

    /// <summary>A list of pairs.</summary>
    /// <param name="sources">The source of each synapse.</param>
    /// <param name="targets">The target of each synapse.</param>
    public static GivenConnectivity FromList(int[] sources, int[] targets)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(targets);
        return sources.Length == targets.Length
            ? new((int[])sources.Clone(), (int[])targets.Clone())
            : throw new ArgumentException(
                $"{nameof(FromList)}: there are {sources.Length} sources and {targets.Length} targets; it must be as many.");
    }

    /// <summary>Compressed sparse rows: the synapses of source i are rows[i] .. rows[i + 1] − 1.</summary>
    /// <param name="rows">
    /// Where the synapses of a source begin; one more than there are sources, ascending, the first 0 and the last their number.
    /// </param>
    /// <param name="targets">The target of each synapse.</param>
    public static GivenConnectivity FromRows(int[] rows, int[] targets)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        if (rows.Length == 0 || rows[0] != 0 || rows[^1] != targets.Length)
            throw new ArgumentException($"{nameof(FromRows)}: rows must begin with 0 and end with the number of synapses, {targets.Length}.");
        var sources = new int[targets.Length];
        for (var source = 0; source < rows.Length - 1; source++)
        {
            if (rows[source + 1] < rows[source])
                throw new ArgumentException(
                    $"{nameof(FromRows)}: row {source} begins at {rows[source]} and the next at {rows[source + 1]}; they must ascend.");
            if (rows[source + 1] > targets.Length)
                throw new ArgumentException($"{nameof(FromRows)}: row {source} ends at {rows[source + 1]}; there are {targets.Length} synapses.");
            sources.AsSpan(rows[source]..rows[source + 1]).Fill(source);
        }
        return new(sources, (int[])targets.Clone());
    }

    /// <summary>
    /// The arrays of an <c>.npz</c> file: <c>row_ptr</c> and <c>target</c>, or <c>source</c> and <c>target</c>. What else is there, such as
    /// weights, <see cref="NpzReader"/> reads. Or the pairs of a source and a target of an <c>.npy</c> file, [synapses, 2].
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatError">It is not such a file.</exception>
    public static GivenConnectivity FromFile(string path)
    {
        int[] Numbers(string name, Tensor<double> array)
        {
            var values = new double[array.FlattenedLength];
            array.FlattenTo(values);
            return Array.ConvertAll(values, value => value == Math.Floor(value) && Math.Abs(value) < int.MaxValue
                ? (int)value
                : throw new FormatError(path, $"has {value} in {name}; it must be a whole number of 31 bits"));
        }
        if (Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
        {
            var array = Npy.Read<double>(path);
            if (array.Rank != 2 || array.Lengths[1] != 2)
                throw new FormatError(path, $"has the shape {Shapes.Text(array.Lengths)}; pairs of a source and a target, [synapses, 2], are needed");
            var pairs = Numbers("its pairs", array);
            int[] Column(int column) => [.. Enumerable.Range(0, pairs.Length / 2).Select(i => pairs[2 * i + column])];
            return new(Column(0), Column(1));
        }
        var arrays = NpzReader.Read<double>(path);
        int[] Whole(string name) => Numbers(name, arrays[name]);
        if (!arrays.ContainsKey("target") || !(arrays.ContainsKey("row_ptr") || arrays.ContainsKey("source")))
            throw new FormatError(path, "lacks 'target' with 'row_ptr' or 'source'");
        return arrays.ContainsKey("row_ptr") ? FromRows(Whole("row_ptr"), Whole("target")) : FromList(Whole("source"), Whole("target"));
    }

    internal override SparseRows Build(ConnectivityTask task)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            Check("source", _sources[i], task.Sources, i);
            Check("target", _targets[i], task.Targets, i);
            if (task.Excluded(this, _sources[i]) == _targets[i])
                throw new ArgumentException(
                    $"{nameof(GivenConnectivity)}: synapse {i} joins neuron {_sources[i]} with itself, and {nameof(AllowSelf)} is false.");
        }
        return SparseRows.OfPairs(nameof(GivenConnectivity), task.Sources, _sources, new(_targets, 0), isSorted: false, keepsOrder: true);
    }

    private static void Check(string what, int value, int count, int synapse)
    {
        if ((uint)value >= (uint)count)
            throw new ArgumentOutOfRangeException(
                what, value, $"{nameof(GivenConnectivity)}: the {what} of synapse {synapse} is {value}; it must be in 0 .. {count - 1}.");
    }
}
