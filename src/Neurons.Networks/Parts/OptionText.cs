using System.Globalization;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>Options as text, such as <c>threshold=0.2,off_spikes</c>; each is taken once.</summary>
internal sealed class OptionText
{
    private readonly string _owner;
    private readonly Dictionary<string, string?> _left = new(StringComparer.Ordinal);

    /// <summary>Takes a text apart.</summary>
    /// <param name="owner">What has the options, for messages.</param>
    /// <param name="text">The options.</param>
    public OptionText(string owner, string text)
    {
        _owner = owner;
        string? before = null; // the option before, where it has a value
        foreach (var option in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? option : option[..equals].TrimEnd();
            if (before is not null && equals < 0 && option.All(char.IsAsciiDigit))
                throw Error($"gives '{before},{option}'; a number has a decimal point, and commas stand between options");
            before = equals < 0 ? null : option;
            if (!_left.TryAdd(name, equals < 0 ? null : option[(equals + 1)..])) throw Error($"gives '{name}' twice");
        }
    }

    public double Number(string name, double? otherwise)
    {
        if (!_left.Remove(name, out var value)) return otherwise ?? throw Error($"does not give '{name}'");
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Error($"gives '{name}' as '{value}'; a finite number is expected");
    }

    public int Whole(string name, int? otherwise)
    {
        var number = Number(name, otherwise);
        return number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw Error(string.Create(CultureInfo.InvariantCulture, $"gives '{name}' as {number}; a whole number is expected"));
    }

    public string Text(string name) =>
        _left.Remove(name, out var value) && !string.IsNullOrEmpty(value) ? value : throw Error($"does not give '{name}'");

    public bool Flag(string name)
    {
        if (!_left.Remove(name, out var value)) return false;
        return value is null ? true : throw Error($"gives '{name}' a value; it takes none");
    }

    /// <summary>All that is left: numbers, texts, and true for an option without a value.</summary>
    public JsonObject ToJson()
    {
        var values = new JsonObject();
        foreach (var (name, value) in _left) values[name] = Value(value);
        return values;
    }

    public void RequireAllUsed()
    {
        if (_left.Count > 0) throw Error($"has no option '{_left.Keys.First()}'");
    }

    private static JsonValue Value(string? text) => text switch
    {
        null or "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) =>
            JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private FormatException Error(string problem) => new($"{_owner} {problem}.");
}
