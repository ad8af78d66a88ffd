namespace Neurons.Interactive;

/// <summary>Networks: a row for each layer, and how they are connected.</summary>
internal static class NetworkView
{
    public static View Of(Network network)
    {
        var graph = network as Graph;
        var rows = new List<string[]>();
        long all = 0;
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            var count = layer.AllParameters.Sum(parameter => (long)parameter.Value.FlattenedLength);
            all += count;
            string[] from = graph is null ? [] : [From(graph.Nodes[i])];
            rows.Add([layer.Place ?? "", layer.ToString(), .. from, Numbers.Shape<int>(network.OutputShapes[i]), Numbers.Whole(count)]);
        }

        string[] headings = ["", "layer", .. graph is null ? (string[])[] : ["from"], "output", "#parameters"];
        var view = new View(
            $"{network.GetType().Name} of {Numbers.Of(network.Layers.Count, "layer")}, {Numbers.Of(all, "parameter")}",
            new NotePart($"{Numbers.Shape(network.InputShape)} → {Numbers.Shape(network.OutputShape)}, seed {network.Seed}"),
            new TablePart(headings, rows));
        return graph is null ? view : view.With(new PicturePart(GraphPicture.Of(graph)));
    }

    /// <summary>What feeds a node.</summary>
    private static string From(Node node)
    {
        var others = node.Select(other => $"{other.Key}: {string.Join(" + ", other.Value)}");
        return string.Join("; ", others.Prepend(string.Join(" + ", node.From)).Where(text => text.Length > 0));
    }
}
