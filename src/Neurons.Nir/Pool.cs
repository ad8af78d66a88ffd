namespace Neurons.Nir;

/// <summary>What both pools have in common.</summary>
internal static class Pool
{
    public static IReadOnlyList<NirParameter> Parameters(NirArray kernel, NirArray stride, NirArray padding) =>
        [new("kernel_size", kernel), new("stride", stride), new("padding", padding)];

    public static NirShape? Gives(NirNode node, NirArray kernel, NirArray stride, NirArray padding, NirShape? input)
    {
        if (input is not { } shape) return null;
        if (shape.Count != 3) throw node.Wrong($"its input has the shape {shape}; it must have channels, height and width");
        return
        [
            shape[0],
            .. Windows.Lengths(
                node, shape.Lengths[1..], node.Whole("padding", padding, 2, 0), [1, 1],
                node.Whole("kernel_size", kernel, 2, 1), node.Whole("stride", stride, 2, 1)),
        ];
    }

    public static void Check(NirNode node, NirArray kernel, NirArray stride, NirArray padding)
    {
        node.Whole("kernel_size", kernel, 2, 1);
        node.Whole("stride", stride, 2, 1);
        node.Whole("padding", padding, 2, 0);
    }
}
