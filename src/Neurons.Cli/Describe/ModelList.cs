using Spectre.Console;

namespace Neurons.Cli.Describe;

/// <summary>All models, a line each.</summary>
internal static class ModelList
{
    private static IEnumerable<ModelEntry> Models => Neurons.Models.all.Concat(Neurons.Models.synapses);

    public static void Table(TextWriter output)
    {
        var table = Terminal.Table("model", "what it is", "states", "source");
        foreach (var entry in Models)
        {
            var model = entry.Definition;
            table.AddRow(
                Markup.Escape(model.Name), Markup.Escape(model.Summary), string.Join(", ", model.StateNames), Markup.Escape(model.Source));
        }

        Terminal.On(output).Write(table);
    }

    public static void WriteJson(TextWriter output) => Json.WriteLine(output, json => json.Records("models", Models.ToArray(), entry =>
    {
        var model = entry.Definition;
        json.WriteString("name", model.Name);
        json.WriteString("summary", model.Summary);
        json.Texts("states", model.StateNames);
        json.WriteString("source", model.Source);
    }));
}
