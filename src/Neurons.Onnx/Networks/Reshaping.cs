using Neurons.Networks;
using Neurons.Primitives;

namespace Neurons.Onnx.Networks;

/// <summary>Operators that change shapes, not numbers.</summary>
internal static class Reshaping
{
    public static Flow Flat(NetworkMaker maker, OnnxNode node)
    {
        var (axis, input) = (node.Whole("axis", 1), maker.FlowOf(node, 0));
        return axis == 1 || axis == -input.Shape.Length
            ? Flat(maker, node, input) : throw NetworkMaker.Unsupported(node, $"its axis is {axis}; 1 is possible");
    }

    /// <summary>To one dimension after the batch; or, of an input of the model, to any shape.</summary>
    public static Flow Shaped(NetworkMaker maker, OnnxNode node)
    {
        var (input, target) = (maker.FlowOf(node, 0), maker.Target(node, 1));
        var count = Shapes.Count(input.Shape);
        var zeroCopies = node.Whole("allowzero", 0) == 0;
        if (target.Length < 2) throw Wrong();
        var rest = target[1..];
        for (var d = 0; d < rest.Length && zeroCopies; d++)
        {
            if (rest[d] == 0 && d < input.Shape.Length) rest[d] = input.Shape[d];
        }
        // the batch stays: as it is, open, or as long as the model says
        var isBatch = target[0] switch { null or -1 => true, 0 => zeroCopies, var length => maker.Model.Inputs.All(one => one.Shape?[0] == length) };
        if (!isBatch) throw Wrong();
        if (rest.Any(length => length is null or 0 or < -1)) throw Wrong();
        var others = rest.Where(length => length != -1).Aggregate(1.0, (product, length) => product * length!.Value);
        var open = rest.Count(length => length == -1);
        if (open > 1 || others > count || (open == 0 && others != count) || count % (long)others != 0) throw Wrong();
        int[] shape = [.. rest.Select(length => (int)(length == -1 ? count / (long)others : length!.Value))];
        if (shape.AsSpan().SequenceEqual(input.Shape)) return input;
        return maker.Reshaped(input, shape) ?? (shape.Length == 1 ? Flat(maker, node, input) : throw Wrong());

        NotSupportedException Wrong()
        {
            var wanted = string.Join(", ", target.Select(length => length is null ? "batch" : $"{length}"));
            return NetworkMaker.Unsupported(
                node, $"it makes [{wanted}]{(zeroCopies ? "" : " (allowzero)")} of {Shapes.Text(input.Shape)} after the batch; the batch "
                + "and one dimension, or another shape of the model's input, is possible");
        }
    }

    /// <summary>Takes out lengths of 1, so that the channels remain.</summary>
    public static Flow Squeezed(NetworkMaker maker, OnnxNode node)
    {
        var input = maker.FlowOf(node, 0);
        var rank = input.Shape.Length + 1;
        var axes = (maker.Optional(node, 1)?.ToWhole() ?? [.. node.Wholes("axes") ?? []]).Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        var isAll = input.Shape.Length >= 2 && Enumerable.Range(2, rank - 2).All(axis => axes.Contains(axis) && input.Shape[axis - 1] == 1);
        return isAll && axes.Count == rank - 2
            ? Flat(maker, node, input)
            : throw NetworkMaker.Unsupported(
                node, $"it takes the axes {string.Join(", ", axes)} out of {Shapes.Text(input.Shape)}; all after the channels are possible");
    }

    private static Flow Flat(NetworkMaker maker, OnnxNode node, Flow input) =>
        input.Shape.Length == 1 ? input : maker.Add(node, new Flatten(), input);
}
