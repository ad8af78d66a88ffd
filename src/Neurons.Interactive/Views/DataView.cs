using System.Numerics.Tensors;

namespace Neurons.Interactive;

/// <summary>Data sets and batches of them: sizes, classes, the first samples.</summary>
internal static class DataView
{
    private const int MostClasses = 12;
    private const int MostLabels = 20;
    private const int MostImages = 10;

    /// <summary>The longest side of an image that is drawn among others.</summary>
    private const int MostPixels = 512;

    public static View Of(Dataset data)
    {
        var labels = data.Labels.ToArray();
        var view = new View(
            $"Dataset of {Numbers.Of(data.Count, "sample")} {Numbers.Shape(data.Shape)}, {Numbers.Of(data.Classes, "class", "classes")}",
            new NotePart(data.TimeSteps is { } steps ? $"values at each of {Numbers.Of(steps, "step")}" : "values that stay the same over time"));
        if (data.Count == 0) return view;
        var counts = labels.CountBy(label => label).OrderBy(entry => entry.Key).ToArray();
        view = view.With(new TablePart(["class", "#samples", "#share"], [.. counts.Take(MostClasses).Select(entry => (string[])[
            $"{entry.Key}", Numbers.Whole(entry.Value), Numbers.Share(entry.Value, data.Count)])]));
        if (counts.Length > MostClasses) view = view.With(new NotePart($"shown: the first {MostClasses} of {counts.Length} classes that occur"));
        return view.With(Images(data));
    }

    public static View Of(Batch batch)
    {
        var labels = string.Join(", ", batch.Labels.Take(MostLabels)) + (batch.Labels.Length > MostLabels ? ", …" : "");
        var kind = batch.Spikes is not null ? "spikes as bits" : batch.IsConstant ? "the same at each step" : "values at each step";
        var view = new View(
            $"Batch of {Numbers.Of(batch.Count, "sample")} {Numbers.Shape<nint>(batch.Shape.AsSpan(1))}, {Numbers.Of(batch.TimeSteps, "step")}",
            new NotePart($"{kind}; labels {labels}"));
        var shown = batch.Spikes is { } bits ? SpikesView.Of(bits) : TensorView.Of(batch.Values!);
        return view.With(shown.Parts);
    }

    /// <summary>The first samples, where they are images; of those that change over time, the sums of their steps.</summary>
    private static IEnumerable<ViewPart> Images(Dataset data)
    {
        if (Size(data.Shape) is not var (height, width) || Math.Max(height, width) > MostPixels) yield break;
        var shown = Math.Min(data.Count, MostImages);
        var panels = Enumerable.Range(0, shown).Select(i => new Panel($"{data.Labels[i]}").Image(Image(data.Sample(i), height, width)));
        var columns = Math.Min(shown, MostImages / 2);
        var rows = (shown + columns - 1) / columns;
        yield return PicturePart.Of(new Figure("", panels) { Columns = columns, Width = 110 * columns, Height = 130 * rows });
        var over = data.TimeSteps is null ? "" : ", summed over time";
        yield return new NotePart($"drawn: the first {Numbers.Of(shown, "sample")} with their classes{over}");
    }

    /// <summary>Height and width of [height, width], [channels, height, width] or a square in a row; null for what is no image.</summary>
    private static (int Height, int Width)? Size(ReadOnlySpan<nint> shape)
    {
        if (shape.Length is 2 or 3 && shape[^1] > 1 && shape[^2] > 1) return ((int)shape[^2], (int)shape[^1]);
        var side = shape.Length == 1 ? (int)Math.Sqrt(shape[0]) : 0;
        return side > 1 && side * side == shape[0] ? (side, side) : null;
    }

    /// <summary>Steps and channels added up.</summary>
    private static double[,] Image(ReadOnlySpan<float> sample, int height, int width)
    {
        var image = new double[height, width];
        for (var i = 0; i < sample.Length; i++) image[i / width % height, i % width] += sample[i];
        return image;
    }
}
