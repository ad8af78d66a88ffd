using System.Globalization;
using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Onnx.Networks;

/// <summary>Operators with weights.</summary>
internal static class Weighted
{
    /// <summary>Gemm, α x W + β c, and MatMul.</summary>
    public static Flow Product(NetworkMaker maker, OnnxNode node)
    {
        var (input, weight) = (maker.FlowOf(node, 0), maker.Needed(node, 1));
        if (node.Whole("transA", 0) != 0) throw NetworkMaker.Unsupported(node, "it turns its input around (transA)");
        var isTurned = node.Whole("transB", 0) != 0;
        if (input.Shape is not [var inputs] || weight.Shape is not [var rows, var columns] || (isTurned ? columns : rows) != inputs)
        {
            throw NetworkMaker.Unsupported(
                node, $"its input is {Shapes.Text(input.Shape)} and its weight {Shapes.Text([.. weight.Shape])}; a row of features and a matrix "
                + "for it are needed");
        }
        var outputs = isTurned ? rows : columns;
        var alpha = node.Number("alpha", 1);
        var values = weight.ToSingles();
        var own = new float[values.Length];
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++) own[o * inputs + i] = alpha * values[isTurned ? o * inputs + i : i * outputs + o];
        }
        var bias = maker.Optional(node, 2) is { } added ? PerChannel(node, added, [outputs]) : null;
        var beta = node.Number("beta", 1);
        return bias is null
            ? maker.Add(node, new Linear(inputs, outputs, bias: false), input, ("weight", own))
            : maker.Add(node, new Linear(inputs, outputs), input, ("weight", own), ("bias", Array.ConvertAll(bias, value => beta * value)));
    }

    public static Flow Convolved(NetworkMaker maker, OnnxNode node)
    {
        var (input, weight, bias) = (maker.FlowOf(node, 0), maker.Needed(node, 1), maker.Optional(node, 2));
        if (weight.Shape.Count is not (3 or 4) || input.Shape.Length != weight.Shape.Count - 1)
        {
            throw NetworkMaker.Unsupported(
                node, $"its input is {Shapes.Text(input.Shape)} and its weight {Shapes.Text([.. weight.Shape])}; convolutions of lines and images "
                + "are possible");
        }
        var groups = node.Whole("group", 1);
        if (groups is < 1 or > int.MaxValue) throw NetworkMaker.Unsupported(node, $"it has {groups} groups");
        int[] kernel = [.. weight.Shape.Skip(2)];
        if (bias is not null && !(bias.Shape is [var length] && length == weight.Shape[0]))
            throw NetworkMaker.Unsupported(node, $"its bias is {Shapes.Text([.. bias.Shape])}");
        var windows = WindowAttributes.Of(node, kernel, input.Shape[1..]);
        var (values, padding) = (weight.ToSingles(), windows.Before);
        if (!windows.Before.AsSpan().SequenceEqual(windows.After)) (values, kernel, padding) = Widened(maker, node, values, kernel, windows);
        var inputs = checked(weight.Shape[1] * (int)groups);
        Layer layer = kernel.Length == 1
            ? new Conv1d(new(
                inputs, weight.Shape[0], kernel[0], windows.Stride[0], padding[0], windows.Dilation[0], (int)groups, bias is not null))
            : new Conv2d(new(
                inputs, weight.Shape[0], (kernel[0], kernel[1]), (windows.Stride[0], windows.Stride[1]), (padding[0], padding[1]),
                (windows.Dilation[0], windows.Dilation[1]), (int)groups, bias is not null));
        return bias is null
            ? maker.Add(node, layer, input, ("weight", values))
            : maker.Add(node, layer, input, ("weight", values), ("bias", bias.ToSingles()));
    }

    /// <summary>
    /// Kernels that give with the same padding on both sides what they gave with more on one: with zeros at the side that has less of it.
    /// </summary>
    private static (float[] Values, int[] Kernel, int[] Padding) Widened(
        NetworkMaker maker, OnnxNode node, float[] values, int[] kernel, WindowAttributes windows)
    {
        var (wide, first, padding) = (new int[kernel.Length], new int[kernel.Length], new int[kernel.Length]);
        for (var d = 0; d < kernel.Length; d++)
        {
            var (before, after) = (windows.Before[d], windows.After[d]);
            var more = Math.Abs(before - after);
            var reach = (kernel[d] - 1L) * windows.Dilation[d] + 1;
            if (more % windows.Dilation[d] != 0 || more >= reach)
            {
                throw NetworkMaker.Unsupported(
                    node, $"its pads are {string.Join(", ", windows.Before.Concat(windows.After))}; those before and after the image must be the "
                    + $"same, or differ by a multiple of the dilation, {windows.Dilation[d]}, below the {reach} pixels of a window");
            }
            wide[d] = checked(kernel[d] + more / windows.Dilation[d]);
            (first[d], padding[d]) = (after > before ? wide[d] - kernel[d] : 0, Math.Max(before, after));
        }
        maker.Note(node, $"its kernel has zeros added, {Shapes.Text(wide)}, as the padding before and after the image is not the same");

        // a line is an image of one row
        var (rows, columns) = (kernel.Length == 1 ? 1 : kernel[0], kernel[^1]);
        var (wideRows, wideColumns) = (kernel.Length == 1 ? 1 : wide[0], wide[^1]);
        var (row, column) = (kernel.Length == 1 ? 0 : first[0], first[^1]);
        var kernels = values.Length / (rows * columns);
        var widened = new float[checked(kernels * wideRows * wideColumns)];
        for (var k = 0; k < kernels; k++)
        {
            for (var y = 0; y < rows; y++)
                Array.Copy(values, (k * rows + y) * columns, widened, (k * wideRows + row + y) * wideColumns + column, columns);
        }
        return (widened, wide, padding);
    }

    public static Flow Normalized(NetworkMaker maker, OnnxNode node)
    {
        if (node.Whole("training_mode", 0) != 0) throw NetworkMaker.Unsupported(node, "it is in training mode; write the model for evaluation");
        var input = maker.FlowOf(node, 0);
        float[][] numbers = [.. Enumerable.Range(1, 4).Select(place => maker.Needed(node, place).ToSingles())];
        if (input.Shape.Length == 0 || numbers.Any(values => values.Length != input.Shape[0]))
            throw NetworkMaker.Unsupported(node, $"its input is {Shapes.Text(input.Shape)}, and it has {numbers[0].Length} channels");
        var epsilon = node.Number("epsilon", 1e-5f);
        // written in float32: the nearest short number is what was meant
        var exact = double.Parse(epsilon.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var layer = new BatchNorm(input.Shape[0], epsilon: exact);
        return maker.Add(
            node, layer, input, ("weight", numbers[0]), ("bias", numbers[1]), ("running_mean", numbers[2]), ("running_var", numbers[3]));
    }

    /// <summary>A constant added, subtracted, multiplied or divided by: a bias of the layer before, or a layer of its own.</summary>
    public static Flow EachChannel(NetworkMaker maker, OnnxNode node)
    {
        var place = maker.IsFlow(node, 0) ? 0 : 1;
        var flow = maker.FlowOf(node, place);
        if (maker.IsFlow(node, 1 - place)) throw NetworkMaker.Unsupported(node, "it is of two values that depend on the input");
        if (flow.Shape.Length == 0) throw NetworkMaker.Unsupported(node, "its input has no channels");
        var numbers = PerChannel(node, maker.Needed(node, 1 - place), flow.Shape);
        if (node.Operator is "Div" && place == 1) throw NetworkMaker.Unsupported(node, "it divides by a value that depends on the input");
        var (isAdded, isFirst) = (node.Operator is not ("Mul" or "Div"), place == 0);
        var factors = Array.ConvertAll(numbers, number => node.Operator switch
        {
            "Mul" => number,
            "Div" => 1 / number,
            "Sub" when !isFirst => -1,
            _ => 1,
        });
        var offsets = Array.ConvertAll(numbers, number => !isAdded ? 0 : node.Operator == "Sub" && isFirst ? -number : number);
        if (isAdded && factors[0] == 1 && flow.Sources is [{ Layer: Linear or Convolution } weights] && maker.IsUsedOnce(node.Inputs[place])
            && !weights.Numbers.ContainsKey("bias"))
        {
            weights.Layer = weights.Layer switch
            {
                Linear linear => new Linear(linear.Options with { Bias = true }),
                Conv1d conv => new Conv1d(conv.Options with { Bias = true }),
                Conv2d conv => new Conv2d(conv.Options with { Bias = true }),
                var other => other,
            };
            weights.Numbers["bias"] = offsets;
            return flow;
        }
        var norm = new BatchNorm(flow.Shape[0]);
        var root = (float)Math.Sqrt(1 + norm.Options.Epsilon);
        return maker.Add(
            node, norm, flow, ("weight", Array.ConvertAll(factors, factor => factor * root)), ("bias", offsets),
            ("running_mean", new float[norm.Channels]), ("running_var", Enumerable.Repeat(1f, norm.Channels).ToArray()));
    }

    /// <summary>A constant as a number for each channel, the first of some features.</summary>
    private static float[] PerChannel(OnnxNode node, OnnxTensor constant, int[] features)
    {
        var values = constant.ToSingles();
        if (values.Length == 1) return [.. Enumerable.Repeat(values[0], features[0])];
        // of features [C, H, W]: [C, 1, 1], and ones before
        int[] shape = [.. constant.Shape.SkipWhile(length => length == 1)];
        var isFit = values.Length == features[0] && shape.Length == features.Length && shape.Skip(1).All(length => length == 1);
        return isFit ? values : throw NetworkMaker.Unsupported(
            node, $"its constant is {Shapes.Text([.. constant.Shape])}; one number, or one for each channel of {Shapes.Text(features)}, is possible");
    }
}
