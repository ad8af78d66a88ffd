using Microsoft.FSharp.Core;
using Neurons.Compile;
using Neurons.Symbolic;

namespace Neurons.Plots;

/// <summary>Surrogate derivatives as functions of the distance from the threshold.</summary>
internal static class SurrogateCurve
{
    private const int Points = 801;
    private const double Unbounded = 4;
    private const double Room = 1.05;

    // How far from the threshold a panel may reach.
    private static readonly double[] _reaches = [0.1, 0.5, 2, 4, 20, 50, 400];

    private static readonly Leaves _leaves = new(
        FuncConvert.FromFunc<Variable, double>(_ => throw new InvalidOperationException("There are no variables.")),
        0,
        FuncConvert.FromFunc<int, bool, double>((_, _) => throw new InvalidOperationException("There are no random numbers.")));

    /// <summary>Far enough that the derivative has fallen to a tenth of its largest, with some room; where it never does, a middling one.</summary>
    public static double Reach(Surrogate surrogate)
    {
        double[] us = [.. _reaches.SelectMany(Grid)];
        (double U, double Value)[] points = [.. us.Zip(At(surrogate, us), (u, value) => (Math.Abs(u), Math.Abs(value)))];
        var least = points.Max(point => point.Value) / 10;
        var widest = points.Where(point => point.Value > least).Select(point => point.U).DefaultIfEmpty(Unbounded / Room).Max();
        return widest >= _reaches[^1] ? Unbounded : Array.Find(_reaches, reach => reach >= Room * widest);
    }

    public static double[] Grid(double reach) => [.. Enumerable.Range(0, Points).Select(k => reach * (2.0 * k / (Points - 1) - 1))];

    public static double[] At(Surrogate surrogate, double[] us)
    {
        // It keeps what it has computed, and is no other thread's.
        var evaluate = Interpreter.evaluator(Precision.Float64, _leaves);
        return Array.ConvertAll(us, u => evaluate.Invoke(surrogate.Derivative.Invoke(Expr.NewConstant(u))));
    }

    /// <summary>Its name and its numbers.</summary>
    public static string Name(Surrogate surrogate) => surrogate.Numbers.Length == 0
        ? surrogate.Name
        : $"{surrogate.Name} ({string.Join(", ", surrogate.Numbers.Select(number => $"{Greek(number.Item1)} = {number.Item2}"))})";

    private static string Greek(string name) => name switch
    {
        "alpha" => "α",
        "beta" => "β",
        "gamma" => "γ",
        "sigma" => "σ",
        _ => name,
    };
}
