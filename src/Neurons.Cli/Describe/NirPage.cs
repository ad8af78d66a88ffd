using Neurons.Nir;
using Spectre.Console;

namespace Neurons.Cli.Describe;

/// <summary>What is in a file of NIR, to be read by people.</summary>
internal static class NirPage
{
    public static void Print(TextWriter output, string path, NirGraph graph)
    {
        output.WriteLine($"{path}: {Summary(graph)}");
        var table = Terminal.Table("node", "type", "takes", "gives", "parameters");
        Rows(table, "", graph);
        Terminal.On(output).Write(table);
        Edges(output, "", graph);
        if (!graph.Metadata.IsEmpty) output.WriteLine(Plain($"metadata: {graph.Metadata}"));
    }

    /// <summary>The version and the size of a graph.</summary>
    public static string Summary(NirGraph graph) =>
        $"NIR {Plain(graph.Version ?? "of no version")}, {Count(graph.Nodes.Count, "node")} and {Count(graph.Edges.Count, "edge")}";

    /// <summary>A terminal obeys control characters, which the names and texts of a file may have.</summary>
    private static string Plain(string text) => string.Create(text.Length, text, (plain, from) =>
    {
        for (var i = 0; i < plain.Length; i++) plain[i] = char.IsControl(from[i]) ? '\uFFFD' : from[i];
    });

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static void Rows(Table table, string prefix, NirGraph graph)
    {
        foreach (var (name, node) in graph.Nodes)
        {
            var parameters = node.Parameters.Select(parameter => $"{parameter.Name}: {parameter.Value}");
            if (!node.Metadata.IsEmpty) parameters = parameters.Append($"metadata: {node.Metadata}");
            var cells = new[]
            {
                prefix + name, node.Type, graph.InputShape(name)?.ToString() ?? "?", graph.OutputShape(name)?.ToString() ?? "?",
                string.Join(", ", parameters),
            };
            table.AddRow([.. cells.Select(Plain).Select(Markup.Escape)]);
            if (node is NirGraph inner) Rows(table, $"{prefix}{name}/", inner);
        }
    }

    private static void Edges(TextWriter output, string prefix, NirGraph graph)
    {
        foreach (var edge in graph.Edges) output.WriteLine(Plain($"  {prefix}{edge.From} → {prefix}{edge.To}"));
        foreach (var (name, node) in graph.Nodes)
            if (node is NirGraph inner) Edges(output, $"{prefix}{name}/", inner);
    }
}
