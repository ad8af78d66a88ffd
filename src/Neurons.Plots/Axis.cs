namespace Neurons.Plots;

/// <summary>What an axis shows: a quantity with its unit, on a linear or a logarithmic scale.</summary>
/// <param name="Label">The quantity and its unit, such as "V (mV)".</param>
public sealed record Axis(string Label = "")
{
    private readonly (double Low, double High)? _range;
    private readonly bool _isLog;

    /// <summary>Whether equal ratios are equally far apart. What is not above 0 cannot be shown, and the figure says so.</summary>
    /// <exception cref="ArgumentException">The range begins at 0 or below.</exception>
    public bool IsLog
    {
        get => _isLog;
        init
        {
            RequirePlace(_range, value);
            _isLog = value;
        }
    }

    /// <summary>Whether the quantity is counted, so that only whole numbers are written at the axis: epochs, steps, neurons.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What is shown, from and to; null for all there is.</summary>
    /// <exception cref="ArgumentException">
    /// An end is not finite, the range has no width, or it begins at 0 or below on a logarithmic axis.
    /// </exception>
    public (double Low, double High)? Range
    {
        get => _range;
        init => _range = value is not { } range || (double.IsFinite(range.Low) && double.IsFinite(range.High) && range.Low < range.High)
            ? RequirePlace(value, _isLog)
            : throw new ArgumentException(
                $"Axis '{Label}': the range is {range.Low} to {range.High}; it must be finite, and its low end below its high one.");
    }

    /// <summary>A logarithmic axis.</summary>
    public static Axis Log(string label) => new(label) { IsLog = true };

    /// <summary>An axis of whole numbers.</summary>
    public static Axis Whole(string label) => new(label) { IsWhole = true };

    /// <summary>The axis with a range.</summary>
    public Axis From(double low, double high) => this with { Range = (low, high) };

    private (double Low, double High)? RequirePlace((double Low, double High)? range, bool isLog) => isLog && range is { Low: <= 0 } wrong
        ? throw new ArgumentException($"Axis '{Label}': the range is {wrong.Low} to {wrong.High}; on a logarithmic axis it must begin above 0.")
        : range;

    /// <summary>A linear axis.</summary>
    public static implicit operator Axis(string label) => new(label);
}
