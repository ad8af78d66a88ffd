using Neurons.Networks;

namespace Neurons.Onnx.Networks;

/// <summary>Each operator as a layer of a network.</summary>
internal static class Operators
{
    private static readonly string[] Known =
    [
        "Gemm", "MatMul", "Conv", "BatchNormalization", "Relu", "Sigmoid", "Tanh", "Clip", "Identity", "Dropout", "MaxPool", "AveragePool",
        "GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "Flatten", "Reshape", "Squeeze", "Add", "Sum", "Sub", "Mul", "Div", "Concat", "Constant",
    ];

    /// <summary>The value that a node gives.</summary>
    public static Flow Make(NetworkMaker maker, OnnxNode node) => node.Operator switch
    {
        "Gemm" or "MatMul" => Weighted.Product(maker, node),
        "Conv" => Weighted.Convolved(maker, node),
        "BatchNormalization" => Weighted.Normalized(maker, node),
        "Relu" => Activated(maker, node, ActivationFunction.Relu),
        "Sigmoid" => Activated(maker, node, ActivationFunction.Sigmoid),
        "Tanh" => Activated(maker, node, ActivationFunction.Tanh),
        "Clip" => Activated(maker, node, Clipped(maker, node)),
        "Identity" or "Dropout" => maker.FlowOf(node, 0),
        "MaxPool" or "AveragePool" => Pooling.Windows(maker, node),
        "GlobalAveragePool" or "GlobalMaxPool" => Pooling.Whole(maker, node, maker.FlowOf(node, 0), node.Operator == "GlobalMaxPool"),
        "ReduceMean" => Pooling.Mean(maker, node),
        "Flatten" => Reshaping.Flat(maker, node),
        "Reshape" => Reshaping.Shaped(maker, node),
        "Squeeze" => Reshaping.Squeezed(maker, node),
        "Add" or "Sum" => Sum(maker, node),
        "Sub" or "Mul" or "Div" => Weighted.EachChannel(maker, node),
        "Concat" => Concatenated(maker, node),
        "Softmax" or "LogSoftmax" => Last(maker, node),
        _ => throw NetworkMaker.Unsupported(
            node, $"there is no such layer; the operators that have one are {string.Join(", ", Known)}, and a last Softmax"),
    };

    private static Flow Activated(NetworkMaker maker, OnnxNode node, ActivationFunction function) =>
        maker.Add(node, new Activation(function), maker.FlowOf(node, 0));

    private static ActivationFunction Clipped(NetworkMaker maker, OnnxNode node)
    {
        // the bounds were attributes before version 11
        var low = Bound(1) ?? node.Number("min", float.NegativeInfinity);
        var high = Bound(2) ?? node.Number("max", float.PositiveInfinity);
        return (low, high) switch
        {
            (0, 6) => ActivationFunction.Relu6,
            (0, >= float.MaxValue) => ActivationFunction.Relu,
            _ => throw NetworkMaker.Unsupported(node, $"it clips to {low} .. {high}; 0 .. 6 and 0 .. ∞ are possible"),
        };

        float? Bound(int input) => maker.Optional(node, input) is not { } bound ? null : bound.Count == 1
            ? bound.ToSingles()[0] : throw NetworkMaker.Unsupported(node, $"its input {input} has {bound.Count} numbers; one is needed");
    }

    private static Flow Sum(NetworkMaker maker, OnnxNode node)
    {
        if (node.Inputs.Count == 2 && maker.IsFlow(node, 0) != maker.IsFlow(node, 1)) return Weighted.EachChannel(maker, node);
        var terms = node.Inputs.Select((_, input) => maker.FlowOf(node, input)).ToArray();
        if (terms.FirstOrDefault(term => !term.Shape.AsSpan().SequenceEqual(terms[0].Shape)) is { } other)
        {
            throw NetworkMaker.Unsupported(
                node, $"it adds {Primitives.Shapes.Text(terms[0].Shape)} and {Primitives.Shapes.Text(other.Shape)}, which must be of one shape");
        }
        var sources = terms.SelectMany(term => term.Sources).ToArray();
        return sources.Distinct().Count() == sources.Length
            ? new(sources, terms[0].Shape) : throw NetworkMaker.Unsupported(node, "it adds a value to itself");
    }

    private static Flow Concatenated(NetworkMaker maker, OnnxNode node)
    {
        var axis = node.Whole("axis", 1);
        var parts = node.Inputs.Select((_, input) => maker.FlowOf(node, input)).ToArray();
        if (parts.Length == 0 || (axis != 1 && axis != -parts[0].Shape.Length))
            throw NetworkMaker.Unsupported(node, $"its axis is {axis}; 1, the channels, is possible");
        return parts.Aggregate((before, part) =>
        {
            var both = new Concatenate(2);
            return maker.Add(node, both, both.Build([before.Shape, part.Shape]), [], before.Sources, part.Sources);
        });
    }

    /// <summary>What only scales the outputs of classes is left out at the end.</summary>
    private static Flow Last(NetworkMaker maker, OnnxNode node)
    {
        if (maker.Model.Outputs.All(output => output.Name != node.Outputs[0]) || !maker.IsUsedOnce(node.Outputs[0]))
            throw NetworkMaker.Unsupported(node, "it is not the last operation, where it could be left out");
        maker.Note(node, "left out; the largest output is the same, and the losses of classes take what comes before it");
        return maker.FlowOf(node, 0);
    }
}
