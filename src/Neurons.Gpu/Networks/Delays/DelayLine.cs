using Neurons.Compile;
using Neurons.Networks;

namespace Neurons.Gpu;

/// <summary>Rows of a sequence with those that were held before it, or with nothing after it.</summary>
internal static class DelayLine
{
    /// <summary>The steps that are held for delays up to a longest one.</summary>
    public static int Held(double longest) => (int)Math.Ceiling(longest);

    /// <summary>What kernels are told of delays that end at a longest one.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="longest">The longest, in steps.</param>
    /// <param name="isRounded">Whether they are whole numbers of steps.</param>
    public static KernelArguments Bounds(KernelArguments arguments, double longest, bool isRounded) =>
        arguments.Add(longest, Precision.Float32).Add((uint)Held(longest)).Add(isRounded ? 1u : 0u);

    /// <summary>What was held, or zeros, and then the input, [held + T, batch, features…].</summary>
    public static DeviceTensor<float> Of(DeviceTensor<float>? before, DeviceSignal input, int held, DevicePass pass)
    {
        var width = Width(input.Shape);
        var line = Begun(before, held, input.Steps, input.Shape, pass);
        DeviceProducts.Place(input.Values, input.Steps, width, held * width, width, line);
        return line;
    }

    /// <summary>What was held, or zeros, and then zeros, [held + T, batch, features…].</summary>
    public static DeviceTensor<float> Begun(DeviceTensor<float>? before, int held, int steps, ReadOnlySpan<nint> shape, DevicePass pass)
    {
        var line = pass.Zeros([held + steps, .. shape]);
        if (before is not null) Place(before, 0, line);
        return line;
    }

    /// <summary>A gradient, and zeros after it, [T + held, batch, features…].</summary>
    public static DeviceTensor<float> Ended(DeviceTensor<float> gradient, int held, DevicePass pass)
    {
        var line = pass.Zeros([gradient.Lengths[0] + held, .. gradient.Lengths[1..]]);
        Place(gradient, 0, line);
        return line;
    }

    /// <summary>Some rows of a line.</summary>
    public static DeviceTensor<float> Rows(DeviceTensor<float> line, int first, int count, DevicePass pass)
    {
        var rows = pass.Take([count, .. line.Lengths[1..]]);
        DeviceProducts.Cut(line, Math.Max(1, line.Count), first * Width(line.Lengths[1..]), Math.Max(1, rows.Count), rows);
        return rows;
    }

    /// <summary>Some rows of a ring, in order.</summary>
    public static DeviceTensor<float> RowsOfRing(DeviceTensor<float> ring, int first, int count, DevicePass pass)
    {
        var rows = pass.Take([count, .. ring.Lengths[1..]]);
        for (var r = 0; r < count; r++) Place(DeviceProducts.Step(ring, (first + r) % (int)ring.Lengths[0], pass), r, rows);
        return rows;
    }

    /// <summary>The last step of a sequence, or of no steps what was before it, is kept for what goes on from there.</summary>
    public static void KeepLast(Layer layer, DeviceTensor<float> sequence, DeviceTensor<float>? before, DevicePass pass)
    {
        if (sequence.Lengths[0] > 0) pass.Keep(layer, DeviceProducts.Step(sequence, (int)sequence.Lengths[0] - 1, pass));
        else if (before is not null) pass.Keep(layer, before);
    }

    /// <summary>Writes rows to a line from a row on.</summary>
    public static void Place(DeviceTensor<float> rows, int first, DeviceTensor<float> line)
    {
        if (rows.Count > 0) DeviceProducts.Place(rows, 1, line.Count, first * Width(line.Lengths[1..]), rows.Count, line);
    }

    /// <summary>The gradient of an input: of one that stays the same, the sum over time, which begins with 0.</summary>
    public static DeviceTensor<float> OfInput(DeviceTensor<float> each, DeviceSignal input, DevicePass pass) =>
        input.IsConstant ? DeviceProducts.SumSteps(each, input.Lengths, pass, pass.Zeros(input.Lengths)) : each;

    private static long Width(ReadOnlySpan<nint> shape) => Primitives.Shapes.Elements(shape);
}
