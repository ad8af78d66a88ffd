using System.Text.Json.Nodes;

namespace Neurons.Cli.Report;

/// <summary>What the page's script draws: charts as JSON, of kinds that <c>page.js</c> knows.</summary>
internal static class Chart
{
    /// <summary>Curves of a value after each step.</summary>
    /// <param name="x">The x axis.</param>
    /// <param name="y">The y axis.</param>
    /// <param name="series">Each curve with its name, the number of its color, and whether it is dashed.</param>
    /// <param name="dt">The time of a step; the first ends at it.</param>
    public static JsonObject Lines(
        string x, string y, IEnumerable<(string Name, IReadOnlyList<double> Values, int Color, bool Dashed)> series, double dt = 1) => new()
        {
            ["kind"] = "lines",
            ["x"] = x,
            ["y"] = y,
            ["dt"] = dt,
            ["series"] = new JsonArray([.. series.Select(one => (JsonNode)new JsonObject
            {
                ["name"] = one.Name,
                ["values"] = Packed.Of(one.Values),
                ["color"] = one.Color,
                ["dashed"] = one.Dashed,
            })]),
        };

    /// <summary>Spikes, a row a neuron, the first lowest.</summary>
    /// <param name="x">The x axis.</param>
    /// <param name="y">The y axis.</param>
    /// <param name="values">[rows, steps]; what is not 0 is a spike.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="dt">The time of a step; the first ends at it.</param>
    public static JsonObject Raster(string x, string y, ReadOnlySpan<float> values, int rows, double dt = 1) => new()
    {
        ["kind"] = "raster",
        ["x"] = x,
        ["y"] = y,
        ["rows"] = rows,
        ["columns"] = rows == 0 ? 0 : values.Length / rows,
        ["dt"] = dt,
        ["bits"] = Packed.Bits(values),
    };

    /// <summary>A grid of colors, the first row lowest.</summary>
    /// <param name="x">The x axis.</param>
    /// <param name="y">The y axis.</param>
    /// <param name="label">What the colors are.</param>
    /// <param name="values">[rows, columns].</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="colors">viridis, grey, or diverging: then 0 is in their middle.</param>
    /// <param name="isImage">Whether cells are square, and the first row is on top.</param>
    /// <param name="dt">The step from a column to the next.</param>
    public static JsonObject Heat(
        string x, string y, string label, ReadOnlySpan<float> values, int rows, string colors = "viridis", bool isImage = false,
        double dt = 1) => new()
        {
            ["kind"] = "heat",
            ["x"] = x,
            ["y"] = y,
            ["label"] = label,
            ["rows"] = rows,
            ["columns"] = rows == 0 ? 0 : values.Length / rows,
            ["dt"] = dt,
            ["colors"] = colors,
            ["image"] = isImage,
            ["values"] = Packed.Of(values),
        };

    /// <summary>Bars from 0 up, each between an edge and the next.</summary>
    public static JsonObject Bars(string x, string y, double low, double high, IEnumerable<double> heights) => new()
    {
        ["kind"] = "bars",
        ["x"] = x,
        ["y"] = y,
        ["low"] = low,
        ["high"] = high,
        ["heights"] = Packed.Exact(heights),
    };

    /// <summary>How often values are in each of some stretches between the least and the greatest.</summary>
    public static JsonObject Histogram(string x, string y, ReadOnlySpan<float> values, int bins, (double Low, double High)? range = null)
    {
        var (low, high) = range ?? Range(values);
        if (!(high > low)) (low, high) = (low - 0.5, high + 0.5);
        var counts = new double[bins];
        foreach (var value in values)
        {
            if (float.IsFinite(value)) counts[Math.Clamp((int)((value - low) / (high - low) * bins), 0, bins - 1)]++;
        }

        return Bars(x, y, low, high, counts);
    }

    private static (double Low, double High) Range(ReadOnlySpan<float> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (float.IsFinite(value)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return low > high ? (0, 0) : (low, high);
    }
}
