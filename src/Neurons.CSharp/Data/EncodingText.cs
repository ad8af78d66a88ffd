using System.Globalization;

namespace Neurons;

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
        var options = new Options(text);
        InputEncoding encoding = options.Name switch
        {
            Direct => InputEncoding.Direct,
            Rate => InputEncoding.Rate(),
            LatencyName => InputEncoding.Latency(new LatencyOptions
            {
                Steps = (int)options.Number("steps", null),
                Tau = options.Number("tau", 1),
                Threshold = options.Number("threshold", 0.01),
                FirstSpike = (int)options.Number("firstSpike", 0),
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

    /// <summary>The options of a text, each taken once.</summary>
    private sealed class Options
    {
        private readonly string _text;
        private readonly Dictionary<string, string?> _left = new(StringComparer.Ordinal);

        public Options(string text)
        {
            _text = text;
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            Name = (colon < 0 ? text : text[..colon]).Trim();
            foreach (var option in (colon < 0 ? "" : text[(colon + 1)..]).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var equals = option.IndexOf('=', StringComparison.Ordinal);
                var name = equals < 0 ? option : option[..equals].TrimEnd();
                if (!_left.TryAdd(name, equals < 0 ? null : option[(equals + 1)..])) throw Error($"gives '{name}' twice");
            }
        }

        public string Name { get; }

        public double Number(string name, double? otherwise)
        {
            if (!_left.Remove(name, out var value)) return otherwise ?? throw Error($"does not give '{name}'");
            return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Error($"gives '{name}' as '{value}'; a number is expected");
        }

        public bool Flag(string name)
        {
            if (!_left.Remove(name, out var value)) return false;
            return value is null ? true : throw Error($"gives '{name}' a value; it takes none");
        }

        public void RequireAllUsed()
        {
            if (_left.Count > 0) throw Error($"has no option '{_left.Keys.First()}'");
        }

        private FormatException Error(string problem) => new($"The encoding '{_text}' {problem}.");
    }
}
