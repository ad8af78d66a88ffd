using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Products and other steps of networks on a device, with the bits of the processor's (of products, of its own kernel).</summary>
internal static class DeviceProducts
{
    /// <summary>C = A B, by the engine of the device, or by the own kernel.</summary>
    /// <param name="a">A, an element at row · <paramref name="aRow"/> + term · <paramref name="aTerm"/>.</param>
    /// <param name="aRow">From a row to the next.</param>
    /// <param name="aTerm">From a term to the next.</param>
    /// <param name="b">B, an element at term · <paramref name="bTerm"/> + column · <paramref name="bColumn"/>.</param>
    /// <param name="bTerm">From a term to the next.</param>
    /// <param name="bColumn">From a column to the next.</param>
    /// <param name="start">What every row of C starts from, or C as a whole, where it has as many numbers; null for 0.</param>
    /// <param name="c">C, row-major.</param>
    /// <param name="rows">The rows of C.</param>
    /// <param name="columns">The columns of C.</param>
    /// <param name="terms">The terms of each sum.</param>
    /// <param name="inOrder">Whether each element has to be one running sum over the terms in order, which the own kernel gives.</param>
    public static void Multiply(
        DeviceTensor<float> a, long aRow, long aTerm, DeviceTensor<float> b, long bTerm, long bColumn, DeviceTensor<float>? start,
        DeviceTensor<float> c, long rows, long columns, long terms, bool inOrder = false)
    {
        if (!inOrder && TryLibrary(a, aRow, aTerm, b, bTerm, bColumn, start, c, rows, columns, terms)) return;
        c.Device.Tool(Precision.Float32, ProductText.Multiply, ProductText.Of).Run(
            ProductText.Groups(rows, columns) * DeviceKernel.GroupSize,
            new KernelArguments()
                .Add(DeviceTools.Number(rows)).Add(DeviceTools.Number(columns)).Add(DeviceTools.Number(terms))
                .Read(a.Memory).Add(DeviceTools.Number(aRow)).Add(DeviceTools.Number(aTerm))
                .Read(b.Memory).Add(DeviceTools.Number(bTerm)).Add(DeviceTools.Number(bColumn))
                .Read((start ?? a).Memory).Add(start is null ? 0u : start.Count == c.Count ? 2u : 1u).Add(c.Memory));
    }

    private static bool TryLibrary(
        DeviceTensor<float> a, long aRow, long aTerm, DeviceTensor<float> b, long bTerm, long bColumn, DeviceTensor<float>? start,
        DeviceTensor<float> c, long rows, long columns, long terms)
    {
        if (DeviceBlas.EngineOf(c.Device) == DeviceBlasEngine.Own) return false;
        var (isATurned, isBTurned) = (aTerm != 1, bColumn != 1);
        // a matrix of one row or column has any stride
        var product = new DenseProduct(
            a.Memory, isATurned, isATurned ? Math.Max(aTerm, rows) : Math.Max(aRow, terms),
            b.Memory, isBTurned, isBTurned ? Math.Max(bColumn, terms) : Math.Max(bTerm, columns), c.Memory, start is not null, rows, columns, terms);
        if (rows == 0 || columns == 0 || terms == 0) return false;
        if (start is not null) Repeat(start, c);
        DeviceBlas.Multiply(c.Device, product);
        return true;
    }

    /// <summary>The sum over time of a sequence of rows of a shape, first step first; added to something, if that is given.</summary>
    public static DeviceTensor<float> SumSteps(
        DeviceTensor<float> sequence, ReadOnlySpan<nint> shape, DevicePass pass, DeviceTensor<float>? start = null)
    {
        var sum = pass.Take(shape);
        if (sum.Count == 0) return sum;
        Run(sum.Device, NetworkText.SumSteps, sum.Count, new KernelArguments()
            .Add(DeviceTools.Number(sum.Count)).Add(DeviceTools.Number(sequence.Count / sum.Count))
            .Read(sequence.Memory).Read((start ?? sequence).Memory).Add(start is null ? 0u : 1u).Add(sum.Memory));
        return sum;
    }

    /// <summary>The sum of two tensors. One that has fewer numbers is the same in every row of the other.</summary>
    public static DeviceTensor<float> Add(DeviceTensor<float> a, DeviceTensor<float> b, DevicePass pass)
    {
        var sum = pass.Take(a.Count >= b.Count ? a.Lengths : b.Lengths);
        Run(sum.Device, NetworkText.AddRows, sum.Count, new KernelArguments()
            .Add(DeviceTools.Number(sum.Count)).Add(DeviceTools.Number(a.Count)).Add(DeviceTools.Number(b.Count))
            .Read(a.Memory).Read(b.Memory).Add(sum.Memory));
        return sum;
    }

    /// <summary>Reads a piece of each row.</summary>
    /// <param name="source">Rows of so many numbers.</param>
    /// <param name="stride">The numbers of a row.</param>
    /// <param name="begin">Where in a row the piece begins.</param>
    /// <param name="width">The numbers of the piece.</param>
    /// <param name="piece">Takes the pieces.</param>
    public static void Cut(DeviceTensor<float> source, long stride, long begin, long width, DeviceTensor<float> piece) => Run(
        piece.Device, NetworkText.Cut, piece.Count, new KernelArguments()
            .Add(DeviceTools.Number(piece.Count)).Add(DeviceTools.Number(width)).Add(DeviceTools.Number(stride)).Add(DeviceTools.Number(begin))
            .Read(source.Memory).Add(piece.Memory));

    /// <summary>Writes a piece of each row.</summary>
    /// <param name="piece">The pieces; of fewer than there are rows, the first follows the last.</param>
    /// <param name="rows">How many rows are written.</param>
    /// <param name="stride">The numbers of a row.</param>
    /// <param name="begin">Where in a row the piece begins.</param>
    /// <param name="width">The numbers of the piece.</param>
    /// <param name="target">Takes them.</param>
    public static void Place(DeviceTensor<float> piece, long rows, long stride, long begin, long width, DeviceTensor<float> target) => Run(
        target.Device, NetworkText.Place, rows * width, new KernelArguments()
            .Add(DeviceTools.Number(rows * width)).Add(DeviceTools.Number(width)).Add(DeviceTools.Number(stride)).Add(DeviceTools.Number(begin))
            .Add(DeviceTools.Number(piece.Count)).Read(piece.Memory).Add(target.Memory));

    /// <summary>A step of a sequence.</summary>
    public static DeviceTensor<float> Step(DeviceTensor<float> sequence, int step, DevicePass pass)
    {
        var row = pass.Take(sequence.Lengths[1..]);
        Cut(sequence, sequence.Count, step * row.Count, row.Count, row);
        return row;
    }

    /// <summary>Rows one after the other as one tensor.</summary>
    /// <param name="rows">The rows, in order.</param>
    /// <param name="shape">The shape of a row.</param>
    /// <param name="pass">The pass.</param>
    public static DeviceTensor<float> Stack(IReadOnlyList<DeviceTensor<float>> rows, ReadOnlySpan<nint> shape, DevicePass pass)
    {
        var whole = pass.Take([rows.Count, .. shape]);
        for (var r = 0; r < rows.Count; r++) Place(rows[r], 1, whole.Count, r * rows[r].Count, rows[r].Count, whole);
        return whole;
    }

    /// <summary>The sum of rows in memory of its own, by the tree that adds neighbours; 0 of none.</summary>
    public static DeviceTensor<float> SumRows(DeviceTensor<float> rows, nint width, DevicePass pass)
    {
        if (rows.Count == 0) return pass.Zeros(width);
        // a row alone is its own sum, which clipping would change for all that have it
        var sum = rows.Count == width ? rows.Clone() : DeviceTools.SumRows(rows, rows.Count / width, width);
        return pass.Hold(sum.WithLengths([width]));
    }

    /// <summary>Numbers one after the other as two tensors.</summary>
    /// <param name="whole">The numbers.</param>
    /// <param name="first">The shape of the first.</param>
    /// <param name="second">That of the second, which has the numbers that are left.</param>
    /// <param name="pass">The pass.</param>
    public static (DeviceTensor<float> First, DeviceTensor<float> Second) Split(
        DeviceTensor<float> whole, ReadOnlySpan<nint> first, ReadOnlySpan<nint> second, DevicePass pass)
    {
        var (a, b) = (pass.Take(first), pass.Take(second));
        Run(whole.Device, NetworkText.Split, whole.Count, new KernelArguments()
            .Add(DeviceTools.Number(whole.Count)).Add(DeviceTools.Number(a.Count)).Read(whole.Memory).Add(a.Memory).Add(b.Memory));
        return (a, b);
    }

    /// <summary>Writes a row to every step of a sequence.</summary>
    public static void Repeat(DeviceTensor<float> row, DeviceTensor<float> into) => Run(
        into.Device, NetworkText.Repeat, into.Count, new KernelArguments()
            .Add(DeviceTools.Number(into.Count)).Add(DeviceTools.Number(row.Count)).Read(row.Memory).Add(into.Memory));

    /// <summary>Runs a kernel of <see cref="NetworkText"/>.</summary>
    public static void Run(Device device, string name, long items, KernelArguments arguments) =>
        device.Tool(Precision.Float32, name, NetworkText.Of).Run(items, arguments);
}
