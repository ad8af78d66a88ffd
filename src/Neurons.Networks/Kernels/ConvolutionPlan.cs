namespace Neurons.Networks;

/// <summary>
/// How a convolution of many images is cut into matrix products: several small images, or some rows of a large one, at once, so
/// that a product is neither tiny nor larger than the caches. The cut follows from the shapes alone.
/// </summary>
internal readonly unsafe struct ConvolutionPlan
{
    // Products have at least so many columns where there are that many; and their columns fit the last cache.
    private const int Columns = 512;
    private const long MatrixSize = 1 << 18;

    // From so many on, a product is as fast as with more, so that nothing needs to be gathered for it.
    private const int LeastColumns = 32;

    public ConvolutionPlan(Windows windows, int outputs, int groups, int images)
    {
        (Windows, Outputs, Groups, Images) = (windows, outputs, groups, images);
        var positions = Math.Max(1, windows.Positions);
        ImagesAtOnce = Math.Clamp(Columns / positions, 1, Math.Max(1, images));
        var rows = Math.Max(1, MatrixSize / Math.Max(1, (long)windows.Taps * windows.X.Count));
        RowsAtOnce = ImagesAtOnce > 1 ? windows.Y.Count : (int)Math.Min(rows, windows.Y.Count);
    }

    public Windows Windows { get; }

    public int Outputs { get; }

    public int Groups { get; }

    public int Images { get; }

    public int ImagesAtOnce { get; private init; }

    /// <summary>Rows of windows of one image; all of them where there are several images at once.</summary>
    public int RowsAtOnce { get; }

    public int Bunches => (Images + ImagesAtOnce - 1) / ImagesAtOnce;

    public int Strips => (Windows.Y.Count + RowsAtOnce - 1) / RowsAtOnce;

    /// <summary>The columns of the largest product.</summary>
    public int MostColumns => ImagesAtOnce * RowsAtOnce * Windows.X.Count;

    /// <summary>Terms of each sum.</summary>
    public int TapsOfGroup => Windows.Taps / Groups;

    public int OutputsOfGroup => Outputs / Groups;

    public long OutputSize => (long)Outputs * Windows.Positions;

    /// <summary>Whether the columns of an image are the image itself.</summary>
    public bool IsPointwise =>
        Windows is { Y: { Kernel: 1, Stride: 1, Padding: 0 }, X: { Kernel: 1, Stride: 1, Padding: 0 } };

    /// <summary>One image at a time where the images are matrices as they lie in memory, and not too small; else the same.</summary>
    public ConvolutionPlan ByImage =>
        IsPointwise && ImagesAtOnce > 1 && Windows.Positions >= LeastColumns ? this with { ImagesAtOnce = 1 } : this;

    public Part Of(int bunch, int strip)
    {
        var (image, row) = (bunch * ImagesAtOnce, strip * RowsAtOnce);
        return new(image, Math.Min(ImagesAtOnce, Images - image), row, Math.Min(RowsAtOnce, Windows.Y.Count - row), Windows);
    }

    /// <summary>The windows of one product.</summary>
    public readonly record struct Part(int Image, int Images, int Row, int Rows, Windows Windows)
    {
        public int ColumnsOfImage => Rows * Windows.X.Count;

        public int Columns => Images * ColumnsOfImage;

        /// <summary>Whether it is one whole image, whose output is a matrix as it lies in memory.</summary>
        public bool IsImage => Images == 1 && Rows == Windows.Y.Count;
    }

    /// <summary>
    /// The pixels under the windows of a part; in <paramref name="scratch"/> unless they lie in memory as needed.
    /// <paramref name="image"/> has room for what the input needs.
    /// </summary>
    public T* Gather<T>(in ImageInput<T> input, in Part part, T* image, T* scratch)
        where T : unmanaged
    {
        if (part.IsImage && IsPointwise)
            return input.Of(part.Image, part.Row, part.Rows, image);
        for (var i = 0; i < part.Images; i++)
        {
            var pixels = input.Of(part.Image + i, part.Row, part.Rows, image);
            ImageColumns.Gather(pixels, Windows, part.Row, part.Rows, scratch + (long)i * part.ColumnsOfImage, part.Columns);
        }
        return scratch;
    }

    /// <summary>The output, or its gradient, of a part as a matrix [outputs, columns].</summary>
    public T* GatherOutput<T>(T* output, in Part part, T* scratch)
        where T : unmanaged
    {
        if (part.IsImage)
            return output + part.Image * OutputSize;
        CopyOutput(output, part, scratch, toOutput: false);
        return scratch;
    }

    /// <summary>Copies between the output and the matrix of a part.</summary>
    public void CopyOutput<T>(T* output, in Part part, T* matrix, bool toOutput)
        where T : unmanaged
    {
        var width = part.ColumnsOfImage;
        for (var i = 0; i < part.Images; i++)
        {
            for (var o = 0; o < Outputs; o++)
            {
                var here = new Span<T>(
                    output + (part.Image + i) * OutputSize + (long)o * Windows.Positions + (long)part.Row * Windows.X.Count, width);
                var there = new Span<T>(matrix + (long)o * part.Columns + (long)i * width, width);
                if (toOutput)
                    there.CopyTo(here);
                else
                    here.CopyTo(there);
            }
        }
    }
}
