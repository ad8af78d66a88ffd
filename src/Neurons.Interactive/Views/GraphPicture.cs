using System.Globalization;
using System.Text;

namespace Neurons.Interactive;

/// <summary>A graph as boxes from top to bottom: each below what feeds it, and dashed lines back where it has circles.</summary>
internal static class GraphPicture
{
    private const double Height = 26;
    private const double Gap = 24;
    private const double Down = 58;

    public static string Of(Graph graph)
    {
        var nodes = graph.Nodes;
        var index = nodes.Select((node, i) => (node.Name, i)).ToDictionary(entry => entry.Name, entry => entry.i);
        (int From, int To)[] edges = [.. nodes.SelectMany((node, to) => node.From.Concat(node.SelectMany(other => other.Value))
            .Select(source => (index[source.Split('.')[0]], to)).Distinct())];
        var levels = Levels(nodes.Count, edges);

        string[] labels = [.. nodes.Select(node => $"{node.Name}: {node.Layer}")];
        double[] widths = [.. labels.Select(label => 16 + 6.6 * label.Length)];
        var (lefts, width) = (new double[nodes.Count], 0.0);
        foreach (var level in Enumerable.Range(0, nodes.Count).GroupBy(i => levels[i]))
        {
            var left = Gap;
            foreach (var i in level) (lefts[i], left) = (left, left + widths[i] + Gap);
            width = Math.Max(width, left);
        }

        foreach (var level in Enumerable.Range(0, nodes.Count).GroupBy(i => levels[i]))
        {
            var (first, last) = (level.First(), level.Last());
            var shift = (width - Gap - lefts[last] - widths[last]) / 2;
            foreach (var i in level) lefts[i] += shift;
        }

        var height = (levels.Max() + 1) * Down - (Down - Height) + 8;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"neurons-graph\" role=\"img\" width=\"{width}\" ")
            .Append(CultureInfo.InvariantCulture, $"height=\"{height}\" viewBox=\"0 0 {width} {height}\" fill=\"none\" stroke=\"currentColor\">\n");
        foreach (var (from, to) in edges) Edge(svg, from, to);
        for (var i = 0; i < nodes.Count; i++)
        {
            var y = 4 + Down * levels[i];
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{lefts[i]:0.#}\" y=\"{y}\" width=\"{widths[i]:0.#}\" height=\"{Height}\" rx=\"4\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{lefts[i] + widths[i] / 2:0.#}\" y=\"{y + 17}\" text-anchor=\"middle\" ")
                .Append("fill=\"currentColor\" stroke=\"none\" font-family=\"monospace\" font-size=\"11\">")
                .Append(View.Encoded(labels[i])).Append("</text>\n");
        }

        return svg.Append("</svg>").ToString();

        void Edge(StringBuilder svg, int from, int to)
        {
            var (x1, y1) = (lefts[from] + widths[from] / 2, 4 + Down * levels[from] + Height);
            var (x2, y2) = (lefts[to] + widths[to] / 2, 4 + Down * levels[to]);
            if (levels[to] > levels[from])
            {
                var middle = (y2 - y1) / 2;
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x1:0.#} {y1:0.#}C{x1:0.#} {y1 + middle:0.#} {x2:0.#} {y2 - middle:0.#} {x2:0.#} {y2:0.#}\"/>\n");
                return;
            }

            // Back to what comes before, around the right sides.
            var (a, b) = (lefts[from] + widths[from], lefts[to] + widths[to]);
            var (ya, yb) = (y1 - Height / 2, y2 + Height / 2);
            var (ca, cb) = (Math.Max(a, b) + Gap, Math.Max(a, b) + Gap);
            var rise = from == to ? 10 : 0;
            svg.Append(CultureInfo.InvariantCulture, $"<path stroke-dasharray=\"4 3\" d=\"M{a:0.#} {ya + rise / 2:0.#}C{ca:0.#} {ya + rise:0.#} ")
                .Append(CultureInfo.InvariantCulture, $"{cb:0.#} {yb - rise:0.#} {b:0.#} {yb - rise / 2:0.#}\"/>\n");
        }
    }

    /// <summary>How far each node is from the inputs, at most; edges that close a circle do not count.</summary>
    private static int[] Levels(int count, (int From, int To)[] edges)
    {
        var (levels, state) = (new int[count], new int[count]);
        for (var i = 0; i < count; i++) Visit(i);
        return levels;

        void Visit(int node)
        {
            if (state[node] != 0) return;
            state[node] = 1;
            foreach (var (from, to) in edges)
            {
                if (to != node || state[from] == 1) continue;
                Visit(from);
                levels[node] = Math.Max(levels[node], levels[from] + 1);
            }

            state[node] = 2;
        }
    }
}
