namespace Neurons.Networks;

/// <summary>The windows along one dimension of an image.</summary>
/// <param name="Length">The pixels.</param>
/// <param name="Kernel">Those of a window.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Padding">How far the first begins before the image.</param>
/// <param name="Dilation">From one pixel of a window to the next.</param>
/// <param name="Count">The windows.</param>
public readonly record struct ImageAxis(int Length, int Kernel, int Stride, int Padding, int Dilation, int Count)
{
    internal static ImageAxis Of(WindowsAlong along) =>
        new(along.Length, along.Kernel, along.Stride, along.Padding, along.Dilation, along.Count);
}

/// <summary>The images of a sequence and the windows over them, as a layer cuts them; of sequences in one dimension, the height is 1.</summary>
/// <param name="Images">All images: those of every step and sample.</param>
/// <param name="Channels">The planes of one.</param>
/// <param name="Y">Down.</param>
/// <param name="X">To the right.</param>
public readonly record struct ImageGeometry(int Images, int Channels, ImageAxis Y, ImageAxis X)
{
    internal static ImageGeometry Of(in Windows windows, int images) =>
        new(images, windows.Channels, ImageAxis.Of(windows.Y), ImageAxis.Of(windows.X));
}

/// <summary>
/// The order of the sums of a convolution, which follows from the shape alone: what computes one elsewhere and keeps to it has the same bits.
/// </summary>
/// <param name="Images">The images and windows.</param>
/// <param name="ImagesAtOnce">The images of a product.</param>
/// <param name="RowsAtOnce">The rows of windows of a product.</param>
/// <param name="PartialSums">The parts, of as many products each, whose weight gradients are added by the tree that adds neighbours.</param>
public readonly record struct ConvolutionOrder(ImageGeometry Images, int ImagesAtOnce, int RowsAtOnce, int PartialSums)
{
    internal static ConvolutionOrder Of(ConvolutionPlan plan) => new(
        ImageGeometry.Of(plan.Windows, plan.Images), plan.ImagesAtOnce, plan.RowsAtOnce, ImageConvolution.PartialSums(plan, sizeof(float)));
}

/// <summary>The windows over volumes of several channels, as a layer cuts them.</summary>
/// <param name="Z">Inwards.</param>
/// <param name="Y">Down.</param>
/// <param name="X">To the right.</param>
public readonly record struct VolumeGeometry(ImageAxis Z, ImageAxis Y, ImageAxis X);
