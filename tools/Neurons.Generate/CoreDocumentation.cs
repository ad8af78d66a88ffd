using System.Xml.Linq;

namespace Neurons.Generate;

/// <summary>The documentation comments of the core, from the file beside its assembly.</summary>
internal static class CoreDocumentation
{
    private static readonly Dictionary<string, string> Summaries = Read();

    /// <summary>What an option of a model is: its own comment, else that of its type, else nothing.</summary>
    public static string OfOption(string model, string option, Type type) =>
        Find($"P:Neurons.{model}Module.Options.{option}", $"T:{type.FullName!.Replace('+', '.')}");

    /// <summary>What a surrogate is: the comment of the function of this name.</summary>
    public static string OfSurrogate(string function) =>
        Find(Summaries.Keys.FirstOrDefault(key => Matches(key, function)) ?? "");

    private static bool Matches(string key, string function) =>
        key == $"P:Neurons.SurrogateModule.{function}" || key.StartsWith($"M:Neurons.SurrogateModule.{function}(", StringComparison.Ordinal);

    private static string Find(params string[] names) =>
        names.Select(name => Summaries.GetValueOrDefault(name, "")).FirstOrDefault(text => text != "") ?? "";

    private static Dictionary<string, string> Read()
    {
        var document = XDocument.Load(Path.ChangeExtension(typeof(Models).Assembly.Location, ".xml"));
        var summaries = new Dictionary<string, string>();
        foreach (var member in document.Descendants("member"))
            summaries[member.Attribute("name")!.Value] = Words(member.Element("summary")?.Value ?? member.Value);

        return summaries;
    }

    private static string Words(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
