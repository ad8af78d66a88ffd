using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Plots;

/// <content>Curves, phase planes and surrogate gradients.</content>
public static partial class Plot
{
    // So few points are marked, so that one sees where something was measured.
    private const int MostDots = 40;

    /// <summary>Curves on common axes, such as losses over epochs.</summary>
    /// <param name="x">The x axis: a label, or <see cref="Axis.Log"/>. Curves without xs are counted from 1, and the axis in whole numbers.</param>
    /// <param name="y">The y axis, with its unit.</param>
    /// <param name="curves">What is drawn.</param>
    public static Figure Curves(Axis x, Axis y, params Curve[] curves)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(curves);
        foreach (var curve in curves) ArgumentNullException.ThrowIfNull(curve, nameof(curves));
        var panel = new Panel("", y, x with { IsWhole = x.IsWhole || (curves.Length > 0 && Array.TrueForAll(curves, curve => curve.IsCounted)) });
        foreach (var curve in curves) panel = panel.Line(curve.Name, curve.Xs, curve.Ys, dots: curve.Xs.Count <= MostDots);
        return new Figure("", panel) { Height = 320 };
    }

    /// <summary>One quantity over another as time goes on: a curve for each of the first ten neurons, from a large dot to a small one.</summary>
    /// <param name="x">[T], [T, N] or [T, batch, N…].</param>
    /// <param name="y">The same shape.</param>
    /// <param name="xLabel">The first quantity, with its unit.</param>
    /// <param name="yLabel">The second.</param>
    /// <param name="sample">Which sample of the batch.</param>
    public static Figure PhasePlane(Values x, Values y, Axis? xLabel = null, Axis? yLabel = null, int sample = 0)
    {
        var (xs, ys) = (new Sequence("Plot.PhasePlane", x, sample), new Sequence("Plot.PhasePlane", y, sample));
        if (!x.Shape.SequenceEqual(y.Shape))
            throw new ArgumentException($"Plot.PhasePlane: x is {x.ShapeText} and y is {y.ShapeText}; they must be alike.");
        var (count, panel) = (Math.Min(xs.Neurons, MostLines), new Panel("", yLabel ?? new Axis("y"), xLabel ?? new Axis("x")));
        for (var n = 0; n < count && xs.Steps > 0; n++)
        {
            var (a, b, color) = (xs.Neuron(n), ys.Neuron(n), Palette.Of(n));
            panel = panel.Line(xs.Neurons > 1 && count <= MostNamed ? $"neuron {n}" : null, a, b, color: color)
                .Points(n == 0 ? "first step" : null, a[..1], b[..1], 8, color)
                .Points(n == 0 ? "last step" : null, a[^1..], b[^1..], 4, color);
        }

        return new Figure(count < xs.Neurons ? $"the first {count} of {xs.Neurons} neurons" : "", panel) { Width = 520, Height = 460 };
    }

    /// <summary>One recorded quantity over another, with the layer's units.</summary>
    /// <param name="record">Tensors by name, as <c>layer.Record</c> returns them.</param>
    /// <param name="x">The name of the first.</param>
    /// <param name="y">The name of the second.</param>
    /// <param name="layer">The layer, which knows the units; null to do without.</param>
    /// <param name="sample">Which sample of the batch.</param>
    public static Figure PhasePlane<T>(
        IReadOnlyDictionary<string, Tensor<T>> record, string x, string y, NeuronLayer? layer = null, int sample = 0)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(record);
        return PhasePlane(Values.Of(Named(record, x)), Values.Of(Named(record, y)), Label(layer, x), Label(layer, y),
            sample) with
        { Title = layer?.Model.Name ?? "" };
    }

    /// <summary>The derivatives that stand in for that of the step, over the distance u from the threshold.</summary>
    public static Figure Surrogate(params Surrogate[] surrogates)
    {
        ArgumentNullException.ThrowIfNull(surrogates);
        var reach = surrogates.Select(SurrogateCurve.Reach).DefaultIfEmpty(1).Max();
        var us = SurrogateCurve.Grid(reach);
        var panel = new Panel("", "derivative of the spike", "distance from the threshold, u").Marks(null, [0.0], dashed: true)
            .Threshold(null, 0, Palette.Faint);
        foreach (var surrogate in surrogates) panel = panel.Line(SurrogateCurve.Name(surrogate), us, SurrogateCurve.At(surrogate, us));
        return new Figure(surrogates.Length == 1 ? SurrogateCurve.Name(surrogates[0]) : "", panel) { Width = 560, Height = 340 };
    }

    private static Tensor<T> Named<T>(IReadOnlyDictionary<string, Tensor<T>> record, string name) => record.TryGetValue(name, out var found)
        ? found
        : throw new ArgumentException($"Plot.PhasePlane: nothing was recorded of '{name}'; there is {string.Join(", ", record.Keys)}.");

    private static Axis Label(NeuronLayer? layer, string name) =>
        layer is not null && Array.IndexOf(layer.Model.StateNames, name) is >= 0 and var state
            && layer.Model.StateInfo[state].Unit is { Length: > 0 } unit
            ? $"{name} ({unit})"
            : name;
}
