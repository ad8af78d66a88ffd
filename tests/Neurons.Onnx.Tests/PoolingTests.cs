using System.Numerics.Tensors;

namespace Neurons.Onnx.Tests;

public sealed class PoolingTests
{
    private const int Channels = 4, Width = 2;

    /// <summary>How pooling windows lie along the height of an image.</summary>
    private readonly record struct Along(
        int Length, int Kernel, int Stride, int Before, int After, bool Ceils, bool Counts, bool IsMax, string Automatic);

    /// <summary>Each number is that of ONNX's definition, or the model is refused for the padding; never another number.</summary>
    [Fact]
    public void Windows_are_pooled_as_defined_or_refused()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("neurons-onnx-").FullName, "model.onnx");
        var (read, refused) = (0, 0);
        foreach (var windows in All())
        {
            File.WriteAllBytes(path, Model(windows).Bytes);
            Neurons.Networks.Graph network;
            try
            {
                network = OnnxModel.Read(path).ToNetwork().Network;
            }
            catch (NotSupportedException problem)
            {
                Assert.True(problem.Message.Contains("its pads are", StringComparison.Ordinal), $"{windows}: {problem.Message}");
                // what is the same before and behind the image, with whole windows, is a layer
                Assert.False(windows.Before == windows.After && !windows.Ceils && windows.Automatic.Length == 0, $"{windows}: {problem.Message}");
                refused++;
                continue;
            }
            read++;
            var x = Enumerable.Range(0, Channels * windows.Length * Width).Select(i => MathF.Sin(i)).ToArray();
            var output = network.Predict(Tensor.Create(x, [1, Channels, windows.Length, Width]), 1);
            var expected = Pooled(windows, x);
            Assert.Equal([1, 1, Channels, expected.Length / Channels / Width, Width], output.Lengths.ToArray());
            var actual = Tensors.Flat(output);
            for (var i = 0; i < actual.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-5, $"{windows}: {expected[i]}, {actual[i]}");
        }
        Assert.True(read > 200 && refused > 200, $"{read} read, {refused} refused");
    }

    private static IEnumerable<Along> All() =>
        from length in new[] { 5, 6, 7 }
        from kernel in new[] { 1, 2, 3 }
        from stride in new[] { 1, 2, 3 }
        from kind in new[] { (Counts: false, IsMax: true), (Counts: false, IsMax: false), (Counts: true, IsMax: false) }
        from ceils in new[] { false, true }
        from pads in Pads(kernel)
        select new Along(length, kernel, stride, pads.Before, pads.After, ceils, kind.Counts, kind.IsMax, pads.Automatic);

    private static IEnumerable<(int Before, int After, string Automatic)> Pads(int kernel)
    {
        foreach (var automatic in new[] { "VALID", "SAME_UPPER", "SAME_LOWER" }) yield return (0, 0, automatic);
        for (var before = 0; before <= kernel / 2; before++)
        {
            for (var after = 0; after <= kernel / 2; after++) yield return (before, after, "");
        }
    }

    private static Proto Model(Along windows)
    {
        Proto[] attributes =
        [
            Proto.Wholes("kernel_shape", windows.Kernel, 1), Proto.Wholes("strides", windows.Stride, 1),
            Proto.One("ceil_mode", windows.Ceils ? 1 : 0),
            windows.Automatic.Length > 0
                ? Proto.Named("auto_pad", windows.Automatic) : Proto.Wholes("pads", windows.Before, 0, windows.After, 0),
        ];
        if (!windows.IsMax) attributes = [.. attributes, Proto.One("count_include_pad", windows.Counts ? 1 : 0)];
        return Proto.Model(
            18, [Proto.Node(windows.IsMax ? "MaxPool" : "AveragePool", ["x"], "y", attributes)], [],
            [Proto.Value("x", null, Channels, windows.Length, Width)], [Proto.Value("y")]);
    }

    /// <summary>ONNX's definition; a window that begins behind the image does not count, as in PyTorch.</summary>
    private static double[] Pooled(Along windows, float[] x)
    {
        var (length, kernel, stride, before, after) = (windows.Length, windows.Kernel, windows.Stride, windows.Before, windows.After);
        var same = windows.Automatic.StartsWith("SAME", StringComparison.Ordinal);
        if (same)
        {
            var all = Math.Max(0, ((((length + stride - 1) / stride) - 1) * stride) + kernel - length);
            before = windows.Automatic == "SAME_UPPER" ? all / 2 : all - (all / 2);
            after = all - before;
        }
        var room = (double)(length + before + after - kernel) / stride;
        var count = 1 + (int)(windows.Ceils && !same ? Math.Ceiling(room) : Math.Floor(room));
        if (windows.Ceils && ((count - 1) * stride) - before >= length) count--;
        var pooled = new double[Channels * count * Width];
        for (var i = 0; i < pooled.Length; i++)
        {
            var (channel, window, column) = (i / (count * Width), i / Width % count, i % Width);
            var start = (window * stride) - before;
            var inside = Enumerable.Range(start, kernel).Where(row => row >= 0 && row < length)
                .Select(row => (double)x[(((channel * length) + row) * Width) + column]).ToArray();
            var counted = Enumerable.Range(start, kernel).Count(row => row >= -before && row < length + after);
            pooled[i] = windows.IsMax ? inside.Max() : inside.Sum() / (windows.Counts ? counted : inside.Length);
        }
        return pooled;
    }
}
