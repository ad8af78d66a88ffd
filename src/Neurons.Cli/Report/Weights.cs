using System.Globalization;
using System.Numerics.Tensors;
using System.Xml.Linq;

namespace Neurons.Cli.Report;

/// <summary>The weights of a network: a histogram of each parameter, and what the first layer looks for.</summary>
internal static class Weights
{
    private const int Bins = 40, MostMatrix = 16_384;

    public static IEnumerable<XElement> Draw(Page page, Network network, string run, int numbers)
    {
        Parameter[] many = [.. network.Parameters.Where(parameter => parameter.Value.FlattenedLength > 1)];
        if (many.Length == 0) yield break;
        yield return Page.Table(
            ["parameter", "shape", "mean", "standard deviation", "least", "greatest"],
            network.Parameters.Select(parameter => Row(parameter)));
        yield return Page.Picker($"{run}-weights", "Parameter", many.Select((parameter, i) => ($"{i}", parameter.Name)));
        var charts = new XElement("div", new XAttribute("class", "charts"));
        for (var i = 0; i < many.Length; i++)
        {
            charts.Add(new XElement("div", Page.When(($"{run}-weights", $"{i}")),
                page.Chart($"{many[i].Name}: how its numbers are spread", Chart.Histogram("value", "count", Flat(many[i]), Bins))));
        }

        if (Array.Find(many, parameter => parameter.Shape.Length >= 2) is { } first)
            charts.Add(First(page, network, first, Math.Min(numbers, MostMatrix)));
        yield return charts;
    }

    private static object[] Row(Parameter parameter)
    {
        var values = Flat(parameter);
        var mean = values.Average(value => (double)value);
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return [parameter.Name, Shape(parameter), Short(mean), Short(deviation), Short(values.Min()), Short(values.Max())];
    }

    /// <summary>The weights to each output as an image, if the inputs are one; else the matrix.</summary>
    private static XElement First(Page page, Network network, Parameter weight, int numbers)
    {
        var rows = (int)weight.Shape[0];
        var values = Flat(weight);
        var inputs = values.Length / rows;
        var (height, width) = weight.Shape.Length == 4
            ? ((int)weight.Shape[2], (int)weight.Shape[3])
            : weight.Shape.Length == 2 && Images.Of(network.InputShape, inputs) is var (h, w) ? (h, w) : (0, 0);
        if (height == 0 || width == 0)
        {
            var matrix = new Course(values, rows);
            var part = matrix.Within(numbers);
            return page.Chart($"{weight.Name}: to each output{matrix.Shown(part)}",
                Chart.Heat("input", "output", "weight", part.Values, part.Rows, "diverging"));
        }

        // A kernel of several channels is shown by its first.
        var shown = Math.Clamp(numbers / ((height + 1) * (width + 1)), 1, Math.Min(rows, 64));
        var columns = (int)Math.Ceiling(Math.Sqrt(shown));
        var lines = (shown + columns - 1) / columns;
        var (tall, wide) = (lines * (height + 1) - 1, columns * (width + 1) - 1);
        var mosaic = new float[tall * wide];
        Array.Fill(mosaic, float.NaN);
        for (var n = 0; n < shown; n++)
        {
            for (var y = 0; y < height; y++)
            {
                values.AsSpan(n * inputs + y * width, width)
                    .CopyTo(mosaic.AsSpan((n / columns * (height + 1) + y) * wide + n % columns * (width + 1)));
            }
        }

        var of = shown < rows ? $"the first {shown} of {rows} outputs" : $"all {rows} outputs";
        var channel = weight.Shape.Length == 4 && weight.Shape[1] > 1 ? ", first channel" : "";
        return page.Chart($"{weight.Name}: the weights to {of} as images{channel}",
            Chart.Heat("", "", "weight", mosaic, tall, "diverging", isImage: true));
    }

    private static float[] Flat(Parameter parameter)
    {
        var flat = new float[parameter.Value.FlattenedLength];
        parameter.Value.FlattenTo(flat);
        return flat;
    }

    private static string Shape(Parameter parameter) =>
        parameter.Shape.IsEmpty
            ? "1" : string.Join(" × ", parameter.Shape.ToArray().Select(length => length.ToString(CultureInfo.InvariantCulture)));

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
