namespace Neurons.Plots;

/// <summary>The colors of Okabe and Ito, which those who are color-blind can tell apart, and the greys of the axes: on light paper.</summary>
/// <remarks>On dark paper each has a counterpart of its own; colors that are not listed here become as light as they were dark.</remarks>
public static class Palette
{
    /// <summary>The first series.</summary>
    public const string Blue = "#0072b2";

    /// <summary>The second.</summary>
    public const string Vermillion = "#d55e00";

    /// <summary>The third.</summary>
    public const string Green = "#009e73";

    /// <summary>The fourth.</summary>
    public const string Purple = "#cc79a7";

    /// <summary>The fifth.</summary>
    public const string Orange = "#e69f00";

    /// <summary>The sixth.</summary>
    public const string Sky = "#56b4e9";

    /// <summary>The seventh.</summary>
    public const string Black = "#000000";

    /// <summary>Text and spikes.</summary>
    public const string Ink = "#222222";

    /// <summary>Axes, and lines of little weight.</summary>
    public const string Frame = "#666666";

    /// <summary>Marks behind the data.</summary>
    public const string Faint = "#d0d0d0";

    internal const string Grid = "#e6e6e6";
    internal const string Paper = "#ffffff";

    // Their yellow is left out: as a thin line on white it is all but invisible.
    private static readonly string[] _order = [Blue, Vermillion, Green, Purple, Orange, Sky, Black];

    /// <summary>How many colors there are before they come again.</summary>
    public static int Count => _order.Length;

    /// <summary>The color of the n-th series of a panel.</summary>
    public static string Of(int series) => _order[(series % _order.Length + _order.Length) % _order.Length];
}
