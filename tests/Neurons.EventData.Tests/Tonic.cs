using System.IO.Compression;
using System.Text.Json;

namespace Neurons.EventData.Tests;

/// <summary>
/// What tonic (commit d0cb6df, numpy 2.2) makes of 400 events on 20×15 pixels: <c>cases</c> of transforms by their text, those with random numbers
/// that were given to it in <c>drawn</c>, <c>slices</c>, <c>representations</c>, and <c>files</c> that it read.
/// </summary>
internal static class Tonic
{
    private static readonly Lazy<JsonElement> _all = new(() =>
    {
        using var stream = new GZipStream(typeof(Tonic).Assembly.GetManifestResourceStream("tonic.json.gz")!, CompressionMode.Decompress);
        return JsonDocument.Parse(stream).RootElement;
    });

    public static EventSensor Sensor { get; } = new(20, 15);

    public static Events Input => Of(_all.Value.GetProperty("input"), Sensor);

    public static JsonElement[] All(string name) => [.. _all.Value.GetProperty(name).EnumerateArray()];

    public static JsonElement One(string name, int index) => _all.Value.GetProperty(name)[index];

    public static TheoryData<int> Indices(string name) => [.. Enumerable.Range(0, _all.Value.GetProperty(name).GetArrayLength())];

    public static Events Of(JsonElement columns, EventSensor sensor) => Events.From(
        sensor, Numbers(columns, "t"), [.. Numbers(columns, "x").Select(x => (ushort)x)], [.. Numbers(columns, "y").Select(y => (ushort)y)],
        [.. Numbers(columns, "p").Select(p => (byte)p)]);

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static int Whole(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static EventSlicer Slicer(JsonElement slice) => slice.GetProperty("kind").GetString() switch
    {
        "time" => new SliceByTime(
            slice.Number("window"), slice.Number("overlap"), slice.GetProperty("incomplete").GetBoolean(),
            slice.TryGetProperty("start", out var start) ? start.GetDouble() : null,
            slice.TryGetProperty("end", out var end) ? end.GetDouble() : null),
        "time_bins" => new SliceByTimeBins(slice.Whole("bins"), slice.Number("overlap")),
        "count" => new SliceByCount(slice.Whole("events"), slice.Whole("overlap"), slice.GetProperty("incomplete").GetBoolean()),
        _ => new SliceByEventBins(slice.Whole("bins"), slice.Number("overlap")),
    };

    private static long[] Numbers(JsonElement columns, string name) =>
        [.. columns.GetProperty(name).EnumerateArray().Select(value => value.GetInt64())];
}
