using System.Runtime.CompilerServices;

namespace Neurons.Networks;

/// <summary>The rules that the options of optimizers keep.</summary>
internal static class OptimizerOptions
{
    /// <summary>A part of a whole, but not all of it.</summary>
    public static void RequireFraction(string optimizer, double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(optimizer, name, value, "in [0, 1)", value is >= 0 and < 1);

    public static void RequirePositive(string optimizer, double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        Require(optimizer, name, value, "> 0 and finite", double.IsFinite(value) && value > 0);
        Float32.RequirePositive(optimizer, Last(name), value);
    }

    public static void RequireDecay(string optimizer, double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        Require(optimizer, name, value, "≥ 0 and finite", double.IsFinite(value) && value >= 0);
        Float32.Require(optimizer, Last(name), value);
    }

    private static void Require(string optimizer, string name, double value, string allowed, bool holds)
    {
        if (!holds) throw new ArgumentOutOfRangeException(Last(name), value, $"{optimizer}: {Last(name)} is {value}; it must be {allowed}.");
    }

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
}
