using System.Globalization;

namespace Neurons.Networks;

/// <summary>Encodings as text: a name, and after a colon the options, such as <c>delta:threshold=0.2,offSpikes</c>.</summary>
internal static class EncodingText
{
    public const string Direct = "direct", Rate = "rate";

    private const string LatencyName = "latency", DeltaName = "delta";

    public static string Latency(LatencyOptions o) => Text(
        LatencyName,
        ("steps", o.Steps), ("tau", o.Tau), ("threshold", o.Threshold), ("firstSpike", o.FirstSpike),
        ("linear", o.Linear), ("normalize", o.Normalize), ("clip", o.Clip), ("bypass", o.Bypass));

    public static string Delta(double threshold, bool padding, bool offSpikes) =>
        Text(DeltaName, ("threshold", threshold), ("padding", padding), ("offSpikes", offSpikes));

    public static InputEncoding Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var options = new OptionText($"The encoding '{text}'", colon < 0 ? "" : text[(colon + 1)..]);
        InputEncoding encoding = (colon < 0 ? text : text[..colon]).Trim() switch
        {
            Direct => InputEncoding.Direct,
            Rate => InputEncoding.Rate(),
            LatencyName => InputEncoding.Latency(new LatencyOptions
            {
                Steps = options.Whole("steps", null),
                Tau = options.Number("tau", 1),
                Threshold = options.Number("threshold", 0.01),
                FirstSpike = options.Whole("firstSpike", 0),
                Linear = options.Flag("linear"),
                Normalize = options.Flag("normalize"),
                Clip = options.Flag("clip"),
                Bypass = options.Flag("bypass"),
            }),
            DeltaName => InputEncoding.Delta(options.Number("threshold", 0.1), options.Flag("padding"), options.Flag("offSpikes")),
            _ => throw new FormatException($"The encoding is '{text}'; {Direct}, {Rate}, {LatencyName}:… and {DeltaName}:… are allowed."),
        };
        options.RequireAllUsed();
        return encoding;
    }

    private static string Text(string name, params (string Name, object Value)[] options) =>
        $"{name}:{string.Join(',', options.Where(o => o.Value is not false).Select(o => o.Value is true ? o.Name : string.Create(CultureInfo.InvariantCulture, $"{o.Name}={o.Value}")))}";
}
