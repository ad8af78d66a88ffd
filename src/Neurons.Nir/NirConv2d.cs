namespace Neurons.Nir;

/// <summary>A convolution of images, (C_in, height, width). What is a pair may be one number for both.</summary>
/// <param name="Weight"><c>weight</c>: (C_out, C_in / groups, K_height, K_width).</param>
/// <param name="Bias"><c>bias</c>: (C_out).</param>
/// <param name="Stride"><c>stride</c>: a pair of whole numbers ≥ 1.</param>
/// <param name="Padding"><c>padding</c>: a pair of whole numbers ≥ 0, <c>"valid"</c> (0), or <c>"same"</c>, which leaves the image as it is.</param>
/// <param name="Dilation"><c>dilation</c>: a pair of whole numbers ≥ 1.</param>
/// <param name="Groups"><c>groups</c>: a whole number ≥ 1.</param>
/// <param name="InputShape"><c>input_shape</c>: height and width of the image; null where the graph shall find it.</param>
public sealed record NirConv2d(
    NirArray Weight, NirArray Bias, NirArray Stride, NirArray Padding, NirArray Dilation, NirArray Groups, NirArray? InputShape = null) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "Conv2d";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters =>
    [
        .. InputShape is { } shape ? [new NirParameter("input_shape", shape)] : Array.Empty<NirParameter>(),
        new("weight", Weight), new("stride", Stride), new("padding", Padding), new("dilation", Dilation), new("groups", Groups), new("bias", Bias),
    ];

    internal override NirShape? Takes => Convolution.Takes(this, 2, Weight, Groups, InputShape);

    internal override NirShape? Gives(NirShape? input) => Convolution.Gives(this, 2, Weight, Stride, Padding, Dilation, input);

    internal override NirNode Taking(NirShape input) =>
        InputShape is null && input.Count == 3 ? this with { InputShape = new[] { input[1], input[2] } } : this;

    internal override void Check() => Convolution.Check(this, 2, Weight, Bias, Stride, Padding, Dilation, Groups, InputShape);
}
