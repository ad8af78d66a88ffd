namespace Neurons.Nir;

/// <summary>The sum over windows of images, (channels, height, width). What is a pair may be one number for both.</summary>
/// <param name="KernelSize"><c>kernel_size</c>: a pair of whole numbers ≥ 1.</param>
/// <param name="Stride"><c>stride</c>: a pair of whole numbers ≥ 1.</param>
/// <param name="Padding"><c>padding</c>: a pair of whole numbers ≥ 0.</param>
public sealed record NirSumPool2d(NirArray KernelSize, NirArray Stride, NirArray Padding) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "SumPool2d";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters => Pool.Parameters(KernelSize, Stride, Padding);

    internal override NirShape? Takes => null;

    internal override NirShape? Gives(NirShape? input) => Pool.Gives(this, KernelSize, Stride, Padding, input);

    internal override void Check() => Pool.Check(this, KernelSize, Stride, Padding);
}
