namespace Neurons.Nir;

/// <summary>A convolution along one axis, of a signal (C_in, length).</summary>
/// <param name="Weight"><c>weight</c>: (C_out, C_in / groups, K).</param>
/// <param name="Bias"><c>bias</c>: (C_out).</param>
/// <param name="Stride"><c>stride</c>: a whole number ≥ 1.</param>
/// <param name="Padding"><c>padding</c>: a whole number ≥ 0, <c>"valid"</c> (0), or <c>"same"</c>, which leaves the length as it is.</param>
/// <param name="Dilation"><c>dilation</c>: a whole number ≥ 1.</param>
/// <param name="Groups"><c>groups</c>: a whole number ≥ 1.</param>
/// <param name="InputShape"><c>input_shape</c>: the length of the signal; null where the graph shall find it.</param>
public sealed record NirConv1d(
    NirArray Weight, NirArray Bias, NirArray Stride, NirArray Padding, NirArray Dilation, NirArray Groups, NirArray? InputShape = null) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "Conv1d";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters =>
    [
        .. InputShape is { } shape ? [new NirParameter("input_shape", shape)] : Array.Empty<NirParameter>(),
        new("weight", Weight), new("stride", Stride), new("padding", Padding), new("dilation", Dilation), new("groups", Groups), new("bias", Bias),
    ];

    internal override NirShape? Takes => Convolution.Takes(this, 1, Weight, Groups, InputShape);

    internal override NirShape? Gives(NirShape? input) => Convolution.Gives(this, 1, Weight, Stride, Padding, Dilation, input);

    internal override NirNode Taking(NirShape input) => InputShape is null && input.Count == 2 ? this with { InputShape = input[1] } : this;

    internal override void Check() => Convolution.Check(this, 1, Weight, Bias, Stride, Padding, Dilation, Groups, InputShape);
}
