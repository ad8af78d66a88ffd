using System.Globalization;
using System.Numerics;
using System.Xml.Linq;

namespace Neurons.Cli.Report;

/// <summary>The graph of a network as SVG: a box a layer, with arrows that say the shape of what goes along them.</summary>
internal static class Diagram
{
    private const double BoxWidth = 230, BoxHeight = 46, GapX = 36, GapY = 40, Margin = 12;
    private const int MostLetters = 31;

    /// <param name="network">The network.</param>
    /// <param name="graph">How its layers are connected.</param>
    /// <param name="shapes">The shape of what each layer gives.</param>
    public static XElement Draw(Network network, LayerGraph graph, IReadOnlyList<string> shapes)
    {
        var count = network.Layers.Count;
        // The input of a chain is a box of its own; that of a graph is a layer.
        var hasInput = network is not Graph;
        var rank = Ranks(graph, hasInput);
        var places = new Vector2[count];
        var rows = Enumerable.Range(0, count).GroupBy(i => rank[i]).ToDictionary(row => row.Key, row => row.ToArray());
        var widest = rows.Values.Max(row => row.Length);
        var loops = Enumerable.Range(0, count).Any(i => graph.Sources[i].Any(source => source >= 0 && rank[source] >= rank[i]));
        var width = 2 * Margin + widest * BoxWidth + (widest - 1) * GapX + (loops ? 60 : 0);
        foreach (var (r, row) in rows)
        {
            var left = Margin + (widest - row.Length) * (BoxWidth + GapX) / 2;
            for (var k = 0; k < row.Length; k++)
                places[row[k]] = new((float)(left + k * (BoxWidth + GapX)), (float)(Margin + r * (BoxHeight + GapY)));
        }

        var height = 2 * Margin + (rank.Max() + 1) * BoxHeight + rank.Max() * GapY;
        var input = new Vector2((float)(Margin + (widest - 1) * (BoxWidth + GapX) / 2), (float)Margin);
        var parts = new List<XElement>();
        for (var i = 0; i < count; i++)
        {
            foreach (var source in graph.Sources[i])
            {
                var shape = source < 0 ? Shape(network.InputShape) : shapes[source];
                parts.AddRange(source >= 0 && rank[source] >= rank[i]
                    ? Back(places[source], places[i], shape)
                    : Edge(source < 0 ? input : places[source], places[i], shape));
            }
        }

        if (hasInput) parts.Add(Box(input, "input", "", 0));
        for (var i = 0; i < count; i++)
        {
            var parameters = network.Layers[i].AllParameters.Sum(parameter => (long)parameter.Value.FlattenedLength);
            parts.Add(Box(places[i], graph.Names[i], network.Layers[i].ToString(), parameters));
        }

        return new("svg",
            new XAttribute("class", "diagram"), new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            new XAttribute("width", Number(width)), new XAttribute("height", Number(height)), new XAttribute("role", "img"),
            new XElement("title", "The network's layers"), parts);
    }

    public static string Shape(ReadOnlySpan<int> lengths) => string.Join(" × ", lengths.ToArray().Select(Number));

    /// <summary>How far each layer is from the input, by the longest way without what leads back.</summary>
    private static int[] Ranks(LayerGraph graph, bool hasInput)
    {
        var rank = new int[graph.Sources.Length];
        for (var pass = 0; pass < rank.Length; pass++)
        {
            for (var i = 0; i < rank.Length; i++)
            {
                rank[i] = graph.Sources[i].Where(source => source < 0 || !graph.IsDelayed(i, source))
                    .Select(source => source < 0 ? (hasInput ? 1 : 0) : rank[source] + 1).DefaultIfEmpty(0).Max();
            }
        }

        // What is fed from the step before alone stands right above what it feeds.
        for (var i = 0; i < rank.Length; i++)
        {
            if (graph.Sources[i].Length == 0 || !graph.Sources[i].All(source => source >= 0 && graph.IsDelayed(i, source))) continue;
            rank[i] = Enumerable.Range(0, rank.Length).Where(fed => graph.Sources[fed].Contains(i) && !graph.IsDelayed(fed, i))
                .Select(fed => rank[fed] - 1).DefaultIfEmpty(rank[i]).Min();
        }

        return rank;
    }

    private static XElement Box(Vector2 at, string name, string layer, long parameters) => new("g",
        new XElement("title", $"{name}: {layer}"),
        new XElement("rect", At("x", at.X), At("y", at.Y), At("width", BoxWidth), At("height", BoxHeight), At("rx", 6)),
        new XElement("text", At("x", at.X + 10), At("y", at.Y + (parameters == 0 ? 27 : 19)), new XAttribute("class", "name"),
            Fit(layer.Length == 0 ? name : $"{name}  {layer}")),
        new XElement("text", At("x", at.X + 10), At("y", at.Y + 36), new XAttribute("class", "note"),
            parameters == 0 ? "" : $"{parameters.ToString("N0", CultureInfo.InvariantCulture)} parameters"));

    private static IEnumerable<XElement> Edge(Vector2 from, Vector2 to, string shape)
    {
        var (x, y) = (from.X + BoxWidth / 2, from.Y + BoxHeight);
        var (tx, ty) = (to.X + BoxWidth / 2, to.Y - 1);
        var middle = (y + ty) / 2;
        yield return Line($"M{Number(x)} {Number(y)}C{Number(x)} {Number(middle)} {Number(tx)} {Number(middle)} {Number(tx)} {Number(ty)}", "edge");
        yield return Line($"M{Number(tx - 4)} {Number(ty - 7)}L{Number(tx)} {Number(ty)}L{Number(tx + 4)} {Number(ty - 7)}", "edge");
        yield return Label((x + tx) / 2 + 8, middle + 4, shape);
    }

    /// <summary>What a layer gets of the step before comes round on the right.</summary>
    private static IEnumerable<XElement> Back(Vector2 from, Vector2 to, string shape)
    {
        var (x, y, ty) = (Math.Max(from.X, to.X) + BoxWidth, from.Y + BoxHeight / 2 + 6, to.Y + BoxHeight / 2 - 6);
        var way = $"M{Number(from.X + BoxWidth)} {Number(y)}C{Number(x + 50)} {Number(y)} {Number(x + 50)} {Number(ty)} ";
        yield return Line($"{way}{Number(to.X + BoxWidth + 1)} {Number(ty)}", "edge back");
        var right = to.X + BoxWidth;
        yield return Line(
            $"M{Number(right + 8)} {Number(ty - 4)}L{Number(right + 1)} {Number(ty)}L{Number(right + 8)} {Number(ty + 4)}", "edge");
        yield return Label(x + 6, (y + ty) / 2 + 4, shape);
    }

    private static XElement Line(string path, string name) => new("path", new XAttribute("d", path), new XAttribute("class", name));

    private static XElement Label(double x, double y, string text) => new("text", At("x", x), At("y", y), new XAttribute("class", "note"), text);

    private static XAttribute At(string name, double value) => new(name, Number(value));

    private static string Fit(string text) => text.Length <= MostLetters ? text : text[..(MostLetters - 1)] + "…";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
