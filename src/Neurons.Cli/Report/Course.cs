using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Neurons.Cli.Report;

/// <summary>Numbers of one sample over time, a row a feature.</summary>
/// <param name="Values">[rows, steps].</param>
/// <param name="Rows">The features.</param>
internal sealed record Course(float[] Values, int Rows)
{
    private const int MostLines = 10;

    public int Steps => Rows == 0 ? 0 : Values.Length / Rows;

    public bool IsSpikes => Array.TrueForAll(Values, value => value is 0 or 1);

    /// <summary>Of [T, 1, features…].</summary>
    public static Course Of(Tensor<float> sequence)
    {
        var steps = (int)sequence.Lengths[0];
        var rows = steps == 0 ? 0 : (int)sequence.FlattenedLength / steps;
        var flat = new float[sequence.FlattenedLength];
        sequence.FlattenTo(flat);
        var values = new float[flat.Length];
        for (var t = 0; t < steps; t++)
        {
            for (var row = 0; row < rows; row++) values[row * steps + t] = flat[t * rows + row];
        }

        return new(values, rows);
    }

    /// <summary>As much of it as so many numbers are: all of the steps, if there is room for some rows, of the first rows.</summary>
    public Course Within(int numbers)
    {
        if (Values.Length <= numbers) return this;
        var steps = Math.Clamp(numbers / Math.Min(Rows, MostLines), 1, Steps);
        var rows = Math.Clamp(numbers / steps, 1, Rows);
        var part = new float[rows * steps];
        for (var row = 0; row < rows; row++) Values.AsSpan(row * Steps, steps).CopyTo(part.AsSpan(row * steps));
        return new(part, rows);
    }

    /// <summary>What of it is left out in another; empty where nothing is.</summary>
    public string Shown(Course part)
    {
        var rows = part.Rows < Rows ? $"the first {part.Rows} of {Rows}" : "";
        var steps = part.Steps < Steps ? $"the first {part.Steps} of {Steps} steps" : "";
        return rows.Length + steps.Length == 0 ? "" : $" ({string.Join(", ", new[] { rows, steps }.Where(text => text.Length > 0))})";
    }

    /// <summary>A raster of spikes, lines of few courses, colors of many.</summary>
    public JsonObject Draw(string label, bool isRaster)
    {
        if (isRaster) return Chart.Raster("step", "neuron", Values, Rows);
        if (Rows > MostLines) return Chart.Heat("step", "neuron", label, Values, Rows);
        return Chart.Lines("step", label, Enumerable.Range(0, Rows).Select(row => (
            Rows == 1 ? label : $"{row}", (IReadOnlyList<double>)[.. Values[(row * Steps)..((row + 1) * Steps)].Select(value => (double)value)],
            row, false)));
    }
}
