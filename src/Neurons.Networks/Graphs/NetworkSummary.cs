using System.Globalization;
using System.Text;

namespace Neurons.Networks;

/// <summary>A network as a table.</summary>
internal static class NetworkSummary
{
    public static string Text(Network network, int batchSize, int timeSteps)
    {
        Require.AtLeast(1, "Summary", nameof(batchSize), batchSize);
        Require.AtLeast(1, "Summary", nameof(timeSteps), timeSteps);
        var shapes = network.OutputShapes;
        List<string[]> rows = [["", "layer", "output", "parameters", "output memory"]];
        for (var i = 0; i < network.InputNames.Count; i++) rows.Add(["", network.InputNames[i], Shapes.Text(network.ShapeOfInput(i)), "", ""]);
        long parameters = 0;
        Int128 outputs = 0;
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var count = network.Layers[i].AllParameters.Sum(parameter => (long)parameter.Value.FlattenedLength);
            var bytes = (Int128)Shapes.Count(shapes[i]) * batchSize * timeSteps * sizeof(float);
            rows.Add([network.Layers[i].Place!, network.Layers[i].ToString(), Shapes.Text(shapes[i]), Number(count), Bytes(bytes)]);
            parameters += count;
            outputs += bytes;
        }
        rows.Add(["", "total", "", Number(parameters), Bytes(outputs)]);

        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(row => row[c].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, c) => c < 3 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
        text.AppendLine(CultureInfo.InvariantCulture,
            $"parameters take {Bytes(parameters * sizeof(float))}; outputs are those of {batchSize} × {timeSteps} (batch × time steps)");
        return text.ToString();
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(Int128 bytes) => (double)bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / 1024.0:0.0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (1024.0 * 1024):0.0} MiB"),
    };
}
