namespace Neurons.Cli.Plots;

/// <summary>The colours of Okabe and Ito, which those who are colour-blind can tell apart, and the greys of the axes.</summary>
internal static class Palette
{
    public const string Blue = "#0072b2";
    public const string Vermillion = "#d55e00";
    public const string Green = "#009e73";
    public const string Purple = "#cc79a7";
    public const string Orange = "#e69f00";
    public const string Sky = "#56b4e9";
    public const string Black = "#000000";

    public const string Ink = "#222222";
    public const string Frame = "#666666";
    public const string Grid = "#e6e6e6";

    // Their yellow is left out: as a thin line on white it is all but invisible.
    private static readonly string[] Order = [Blue, Vermillion, Green, Purple, Orange, Sky, Black];

    public static int Count => Order.Length;

    /// <summary>The colour of the n-th series of a panel.</summary>
    public static string Of(int series) => Order[series % Order.Length];
}
