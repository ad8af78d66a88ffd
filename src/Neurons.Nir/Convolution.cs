namespace Neurons.Nir;

/// <summary>What both convolutions have in common, along one or two axes.</summary>
internal static class Convolution
{
    /// <summary>Checks parameters, and each by itself; <paramref name="axes"/> is 1 or 2.</summary>
    public static void Check(
        NirNode node, int axes, NirArray weight, NirArray bias, NirArray stride, NirArray padding, NirArray dilation, NirArray groups,
        NirArray? image)
    {
        node.Axes("weight", weight, 2 + axes, 2 + axes);
        foreach (var length in weight.Shape.Lengths)
            if (length == 0) throw node.Wrong($"weight has the shape {weight.Shape}; no axis must be empty");
        node.Bias(bias, [weight.Shape[0]]);
        node.Whole("stride", stride, axes, 1);
        node.Whole("dilation", dilation, axes, 1);
        Padding(node, padding, axes);
        var group = node.Whole("groups", groups, 1, 1)[0];
        if (weight.Shape[0] % group != 0) throw node.Wrong($"groups is {group}; it must divide the {weight.Shape[0]} channels that weight gives");
        if (image is not null) node.Whole("input_shape", image, axes, 1);
    }

    /// <summary>The channels and the image that a convolution takes; null without the shape of an image.</summary>
    public static NirShape? Takes(NirNode node, int axes, NirArray weight, NirArray groups, NirArray? image) => image is null ? null
        : [weight.Shape[1] * node.Whole("groups", groups, 1, 1)[0], .. node.Whole("input_shape", image, axes, 1)];

    /// <summary>The channels and the image that it gives.</summary>
    public static NirShape? Gives(NirNode node, int axes, NirArray weight, NirArray stride, NirArray padding, NirArray dilation, NirShape? input)
    {
        if (input is not { } shape) return null;
        if (shape.Count != 1 + axes) throw node.Wrong($"its input has the shape {shape}; it must have channels and {axes} more axes");
        return
        [
            weight.Shape[0],
            .. Windows.Lengths(
                node, shape.Lengths[1..], Padding(node, padding, axes), node.Whole("dilation", dilation, axes, 1),
                weight.Shape.Lengths[2..].ToArray(), node.Whole("stride", stride, axes, 1)),
        ];
    }

    /// <summary>The padding of each axis; null is "same", which keeps the length.</summary>
    private static long[]? Padding(NirNode node, NirArray padding, int axes)
    {
        if (padding.IsNumeric) return node.Whole("padding", padding, axes, 0);
        if (padding.Shape.Count == 0 && padding.Texts[0] == "same") return null;
        return padding.Shape.Count == 0 && padding.Texts[0] == "valid" ? new long[axes]
            : throw node.Wrong($"padding is {padding}; it must be whole numbers, 'same' or 'valid'");
    }
}
