using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Neurons.Cli.Tests.Report;

/// <summary>A page that was written, as its elements and as the data of its charts.</summary>
internal sealed partial class ReportFile
{
    public ReportFile(string path)
    {
        Text = File.ReadAllText(path);
        Scripts = [.. Script().Matches(Text).Select(match => match.Groups[1].Value)];
        // Scripts and styles are text in HTML, and would be markup in XML.
        Body = XDocument.Parse(Script().Replace(Style().Replace(Text, ""), "").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Charts = JsonDocument.Parse(Scripts[0]).RootElement;
    }

    public string Text { get; }

    public IReadOnlyList<string> Scripts { get; }

    public XDocument Body { get; }

    public JsonElement Charts { get; }

    public IEnumerable<string> Captions => Body.Descendants("figcaption").Select(caption => caption.Value);

    /// <summary>The data of the first chart whose caption begins so.</summary>
    public JsonElement Chart(string caption) => Charts.GetProperty(Body.Descendants("figure")
        .First(figure => figure.Element("figcaption")!.Value.StartsWith(caption, StringComparison.Ordinal))
        .Element("div")!.Attribute("data-chart")!.Value);

    /// <summary>The curve of a chart.</summary>
    public double[] Series(string caption, string name) =>
        [.. Chart(caption).GetProperty("series").EnumerateArray().Single(series => series.GetProperty("name").GetString() == name)
            .GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];

    public static int Spikes(JsonElement raster) => raster.GetProperty("bits").GetBytesFromBase64().Sum(bits => int.PopCount(bits));

    public static float[] Numbers(JsonElement packed)
    {
        var (low, high) = (packed.GetProperty("low").GetDouble(), packed.GetProperty("high").GetDouble());
        var bytes = packed.GetProperty("levels").GetBytesFromBase64();
        return [.. Enumerable.Range(0, bytes.Length / 2).Select(i => BitConverter.ToUInt16(bytes, 2 * i))
            .Select(level => level == ushort.MaxValue ? float.NaN : (float)(low + (high - low) * level / 65534))];
    }

    [GeneratedRegex("<script[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
