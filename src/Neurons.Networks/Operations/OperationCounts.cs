using System.Globalization;
using System.Text;

namespace Neurons.Networks;

/// <summary>What a layer has done for all samples.</summary>
/// <param name="Place">Its place in the network; empty for the sums of what several layers give.</param>
/// <param name="Layer">The layer for people.</param>
/// <param name="Operations">What was counted.</param>
/// <param name="Picojoules">The energy by each model.</param>
public sealed record OperationRow(string Place, string Layer, LayerOperations Operations, IReadOnlyList<double> Picojoules);

/// <summary>What a network has done, layer by layer; those that do nothing that is counted are left out.</summary>
/// <param name="Layers">A row for each layer, at any depth, in their order.</param>
/// <param name="Samples">The samples of which these are all operations.</param>
/// <param name="Models">What the energies are computed by.</param>
public sealed record OperationCounts(IReadOnlyList<OperationRow> Layers, long Samples, IReadOnlyList<EnergyModel> Models)
{
    /// <summary>The operations of all layers.</summary>
    public LayerOperations Total => Layers.Aggregate(new LayerOperations(), (sum, row) => sum + row.Operations);

    /// <summary>The energy of a sample in nanojoules, by each model.</summary>
    public IReadOnlyList<double> NanojoulesPerSample =>
        [.. Models.Select((_, m) => Layers.Sum(row => row.Picojoules[m]) / 1000 / Math.Max(1, Samples))];

    /// <summary>A table of the means of a sample.</summary>
    public override string ToString()
    {
        List<string[]> rows =
        [
            [
                "", "layer", "spikes", "synaptic ops", "MACs", "accumulates", "neuron updates", "access bytes",
                .. Models.Select(model => $"nJ {model.Name}"),
            ],
            .. Layers.Select(row => Cells(row.Place, row.Layer, row.Operations, row.Picojoules)),
            Cells("", "a sample", Total, [.. NanojoulesPerSample.Select(energy => energy * 1000 * Math.Max(1, Samples))]),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(row => row[c].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, c) => c < 2 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        foreach (var model in Models.OfType<CostTable>().Where(model => model.MultiplyAccumulate is null && Total.MultiplyAccumulates > 0))
            text.AppendLine(CultureInfo.InvariantCulture, $"{model.Name} has no price for multiply-accumulates; they are left out of its energy");
        return text.ToString();
    }

    private string[] Cells(string place, string layer, LayerOperations done, IReadOnlyList<double> energy) =>
    [
        place, layer, Mean(done.Spikes), Mean(done.SynapticOperations), Mean(done.MultiplyAccumulates), Mean(done.Accumulates),
        Mean(done.NeuronUpdates), Mean(done.AccessBytes), .. energy.Select(one => Mean(one / 1000)),
    ];

    private string Mean(double all) => (all / Math.Max(1, Samples)).ToString("N1", CultureInfo.InvariantCulture);
}
