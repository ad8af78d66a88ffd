using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The sizes of a network's output, [T, batch, classes · population] or [batch, classes · population] without time. The outputs of a class,
/// its population, lie side by side, and are summed.
/// </summary>
internal readonly record struct OutputSizes(int Steps, int Batch, int Classes, int Population)
{
    /// <summary>Values at a step: one for each sample and class.</summary>
    public int Count => Batch * Classes;

    private int Width => Count * Population;

    /// <summary>Finds the sizes of an output.</summary>
    /// <param name="what">Who reads it, for messages.</param>
    /// <param name="population">The outputs of each class.</param>
    /// <param name="output">The output.</param>
    /// <exception cref="ArgumentException">It has another shape, an empty batch, or outputs that are not those of populations.</exception>
    public static OutputSizes Of<T>(string what, int population, Tensor<T> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var lengths = output.Lengths;
        if (lengths.Length >= 2 && lengths[^2] == 0)
            throw new ArgumentException(
                $"{what}: the batch is empty, as the output has the shape {Shapes.Text(lengths)}; at least one sample is needed.", nameof(output));
        var steps = lengths.Length == 3 ? lengths[0] : 1;
        if (lengths.Length is not (2 or 3) || steps < 1 || lengths[^1] < 1)
            throw new ArgumentException(
                $"{what}: the output has the shape {Shapes.Text(lengths)}; it must be [T, B, C] (or [B, C] if it stays the same), "
                + "with T and C at least 1.", nameof(output));
        if (population < 1 || lengths[^1] % population != 0)
            throw new ArgumentException(
                $"{what}: the population is {population}, for {lengths[^1]} outputs; it must be at least 1 and divide their number.", nameof(output));
        return new((int)steps, (int)lengths[^2], (int)lengths[^1] / population, population);
    }

    /// <summary>The values of a step, [batch, classes].</summary>
    public void Read<T>(ReadOnlySpan<T> output, int step, Span<double> row)
        where T : INumberBase<T>
    {
        var source = output.Slice(step * Width, Width);
        row = row[..Count];
        if (Population == 1)
        {
            TensorPrimitives.ConvertTruncating(source, row);
            return;
        }
        for (var i = 0; i < row.Length; i++)
        {
            var sum = 0.0;
            foreach (var value in source.Slice(i * Population, Population)) sum += double.CreateTruncating(value);
            row[i] = sum;
        }
    }

    /// <summary>From the gradient of the values of a step that of its outputs.</summary>
    public void Write<T>(ReadOnlySpan<double> row, int step, Span<T> gradient)
        where T : INumberBase<T>
    {
        var target = gradient.Slice(step * Width, Width);
        row = row[..Count];
        if (Population == 1)
        {
            TensorPrimitives.ConvertTruncating(row, target);
            return;
        }
        for (var i = 0; i < row.Length; i++) target.Slice(i * Population, Population).Fill(T.CreateTruncating(row[i]));
    }

    /// <summary>The same gradient at every step.</summary>
    public void WriteAll<T>(ReadOnlySpan<double> row, Span<T> gradient)
        where T : INumberBase<T>
    {
        Write(row, 0, gradient);
        for (var step = 1; step < Steps; step++) gradient[..Width].CopyTo(gradient.Slice(step * Width, Width));
    }
}
