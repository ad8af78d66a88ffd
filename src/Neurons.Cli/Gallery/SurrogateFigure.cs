using Microsoft.FSharp.Core;
using Neurons.Cli.Plots;
using Neurons.Compile;
using Neurons.Symbolic;

namespace Neurons.Cli.Gallery;

/// <summary>The surrogate derivatives of the table, one a panel.</summary>
internal static class SurrogateFigure
{
    private const int Columns = 5;
    private const int Points = 801;

    private const double Unbounded = 4;
    private const double Room = 1.05;

    // how far from the threshold a panel may reach
    private static readonly double[] Reaches = [0.1, 0.5, 2, 4, 20, 50, 400];

    private static readonly FSharpFunc<Expr, double> Evaluate = Interpreter.evaluator(
        Precision.Float64,
        new Leaves(
            FuncConvert.FromFunc<Variable, double>(_ => throw new InvalidOperationException("There are no variables.")),
            0,
            FuncConvert.FromFunc<int, bool, double>((_, _) => throw new InvalidOperationException("There are no random numbers."))));

    public static Figure Draw()
    {
        var figure = new Figure("Surrogate derivatives", 1100, 1420) { Columns = Columns, SharedX = false };
        for (var i = 0; i < Surrogates.all.Length; i++)
        {
            var info = Surrogates.all[i];
            var surrogate = info.Create.Invoke([.. info.Numbers.Select(number => number.Item2)]);
            var reach = Reach(surrogate);
            var us = Grid(reach);
            double[] values = [.. us.Select(u => Value(surrogate, u))];
            var panel = figure.Panel(info.Name, i % Columns == 0 ? "derivative" : "", Label(info))
                .Line(null, us, values, colour: Palette.Blue)
                .Marks(null, [0], dashed: true)
                .XRange(-reach, reach);
            var (low, high) = (Math.Min(0, values.Min()), Math.Max(values.Max(), 0));
            panel.YRange(low - 0.05 * (high - low), high > low ? high + 0.1 * (high - low) : 1);
        }

        return figure;
    }

    /// <summary>Far enough that the derivative has fallen to a tenth of its largest, with some room; where it never does, a middling one.</summary>
    private static double Reach(Surrogate surrogate)
    {
        (double U, double Value)[] points = [.. Reaches.SelectMany(Grid).Select(u => (Math.Abs(u), Math.Abs(Value(surrogate, u))))];
        var least = points.Max(point => point.Value) / 10;
        var widest = points.Where(point => point.Value > least).Select(point => point.U).DefaultIfEmpty(Unbounded / Room).Max();
        return widest >= Reaches[^1] ? Unbounded : Array.Find(Reaches, reach => reach >= Room * widest);
    }

    private static double[] Grid(double reach) => Recording.Course(Points, k => reach * (2.0 * k / (Points - 1) - 1));

    private static double Value(Surrogate surrogate, double u) => Evaluate.Invoke(surrogate.Derivative.Invoke(Expr.NewConstant(u)));

    private static string Label(SurrogateInfo info) => info.Numbers.Length == 0
        ? "u"
        : $"u ({string.Join(", ", info.Numbers.Select(number => $"{Greek(number.Item1)} = {number.Item2}"))})";

    private static string Greek(string name) => name switch
    {
        "alpha" => "α",
        "beta" => "β",
        "gamma" => "γ",
        "sigma" => "σ",
        _ => name,
    };
}
