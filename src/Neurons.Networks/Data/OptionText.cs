using System.Globalization;

namespace Neurons.Networks;

/// <summary>Options as text, such as <c>threshold=0.2,offSpikes</c>; each is taken once.</summary>
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
        if (!_left.Remove(name, out var value)) return otherwise ?? throw Error($"does not give '{name}'");
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error($"gives '{name}' as '{value}'; a whole number of at most {int.MaxValue} is expected");
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

    private FormatException Error(string problem) => new($"{_owner} {problem}.");
}
