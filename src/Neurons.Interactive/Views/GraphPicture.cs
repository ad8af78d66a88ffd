using System.Globalization;
using System.Text;

namespace Neurons.Interactive;

/// <summary>
/// A graph as boxes below each other, in the order of its nodes. What feeds a later node goes down, past others on the right; what feeds an
/// earlier one goes up on the left, dashed.
/// </summary>
internal static class GraphPicture
{
    private const double Height = 24;
    private const double Row = 42;
    private const double LetterWidth = 6.7;

    public static string Of(Graph graph)
    {
        var nodes = graph.Nodes;
        var index = nodes.Select((node, i) => (node.Name, i)).ToDictionary(entry => entry.Name, entry => entry.i);
        (int From, int To)[] edges = [.. nodes.SelectMany((node, to) => node.From.Concat(node.SelectMany(other => other.Value))
            .Select(source => (index[source.Split('.')[0]], to)).Distinct())];
        string[] labels = [.. nodes.Select(node => $"{node.Name}: {node.Layer}")];

        var box = 16 + LetterWidth * labels.Max(label => label.Length);
        var left = 4 + edges.Where(edge => edge.To <= edge.From).Select(Reach).DefaultIfEmpty(0).Max();
        var right = left + box;
        var width = right + 4 + edges.Where(edge => edge.To > edge.From + 1).Select(Reach).DefaultIfEmpty(0).Max();
        var height = Row * nodes.Count - (Row - Height) + 8;
        var svg = new StringBuilder();
        Write($"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"neurons-graph\" role=\"img\" width=\"{width:0.#}\" height=\"{height:0.#}\" ");
        Write($"viewBox=\"0 0 {width:0.#} {height:0.#}\" fill=\"none\" stroke=\"currentColor\">\n");
        foreach (var edge in edges) Write($"<path {Path(edge).ToString(CultureInfo.InvariantCulture)}\"/>\n");
        for (var i = 0; i < labels.Length; i++)
        {
            Write($"<rect x=\"{left:0.#}\" y=\"{Top(i):0.#}\" width=\"{box:0.#}\" height=\"{Height}\" rx=\"4\"/>");
            Write($"<text x=\"{left + box / 2:0.#}\" y=\"{Top(i) + 16:0.#}\" text-anchor=\"middle\" fill=\"currentColor\" stroke=\"none\" ");
            Write($"font-family=\"monospace\" font-size=\"11\">{View.Encoded(labels[i])}</text>\n");
        }

        return svg.Append("</svg>").ToString();

        void Write(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

        FormattableString Path((int From, int To) edge)
        {
            // Arcs begin in the lower half of a box and end in the upper one.
            var (start, end) = (Top(edge.From) + Height * 0.7, Top(edge.To) + Height * 0.3);
            // The control points of a Bézier curve are a third further out than the curve.
            var (near, far) = edge.To > edge.From ? (right, right + Reach(edge) * 4 / 3) : (left, left - Reach(edge) * 4 / 3);
            if (edge.To == edge.From + 1) return $"d=\"M{left + box / 2:0.#} {Top(edge.From) + Height:0.#}V{Top(edge.To):0.#}";
            var dashes = edge.To > edge.From ? "" : "stroke-dasharray=\"4 3\" ";
            return $"{dashes}d=\"M{near:0.#} {start:0.#}C{far:0.#} {start:0.#} {far:0.#} {end:0.#} {near:0.#} {end:0.#}";
        }

        static double Top(int node) => 4 + Row * node;

        static double Reach((int From, int To) edge) => Math.Min(16 + 9 * Math.Abs(edge.To - edge.From), 120);
    }
}
