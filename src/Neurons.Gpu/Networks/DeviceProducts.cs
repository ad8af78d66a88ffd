using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>Products and other steps of networks on a device, with the bits of the processor's (of products, of its own kernel).</summary>
internal static class DeviceProducts
{
    /// <summary>C = A B, each element a running sum over the terms in order.</summary>
    /// <param name="a">A, an element at row · <paramref name="aRow"/> + term · <paramref name="aTerm"/>.</param>
    /// <param name="aRow">From a row to the next.</param>
    /// <param name="aTerm">From a term to the next.</param>
    /// <param name="b">B, an element at term · <paramref name="bTerm"/> + column · <paramref name="bColumn"/>.</param>
    /// <param name="bTerm">From a term to the next.</param>
    /// <param name="bColumn">From a column to the next.</param>
    /// <param name="start">What every row of C starts from; null for 0.</param>
    /// <param name="c">C, row-major.</param>
    /// <param name="rows">The rows of C.</param>
    /// <param name="columns">The columns of C.</param>
    /// <param name="terms">The terms of each sum.</param>
    public static void Multiply(
        DeviceTensor<float> a, long aRow, long aTerm, DeviceTensor<float> b, long bTerm, long bColumn, DeviceTensor<float>? start,
        DeviceTensor<float> c, long rows, long columns, long terms)
    {
        var groups = ((rows + ProductText.Tile - 1) / ProductText.Tile) * ((columns + ProductText.Tile - 1) / ProductText.Tile);
        c.Device.Tool(Precision.Float32, ProductText.Multiply, ProductText.Of).Run(
            groups * DeviceKernel.GroupSize,
            new KernelArguments()
                .Add(DeviceTools.Number(rows)).Add(DeviceTools.Number(columns)).Add(DeviceTools.Number(terms))
                .Add(a.Memory).Add(DeviceTools.Number(aRow)).Add(DeviceTools.Number(aTerm))
                .Add(b.Memory).Add(DeviceTools.Number(bTerm)).Add(DeviceTools.Number(bColumn))
                .Add((start ?? a).Memory).Add(start is null ? 0u : 1u).Add(c.Memory));
    }

    /// <summary>The sum over time of a sequence, first step first.</summary>
    public static void SumSteps(DeviceTensor<float> sequence, DeviceTensor<float> into)
    {
        var steps = sequence.Lengths[0];
        if (into.Count == 0) return;
        if (steps == 0) DeviceTools.Fill(into, 0);
        else
        {
            Run(into.Device, NetworkText.SumSteps, into.Count, new KernelArguments()
                .Add(DeviceTools.Number(into.Count)).Add((uint)steps).Add(sequence.Memory).Add(into.Memory));
        }
    }

    /// <summary>Writes a row to every step of a sequence.</summary>
    public static void Repeat(DeviceTensor<float> row, DeviceTensor<float> into) => Run(
        into.Device, NetworkText.Repeat, into.Count, new KernelArguments()
            .Add(DeviceTools.Number(into.Count)).Add(DeviceTools.Number(row.Count)).Add(row.Memory).Add(into.Memory));

    /// <summary>Runs a kernel of <see cref="NetworkText"/>.</summary>
    public static void Run(Device device, string name, long items, KernelArguments arguments) =>
        device.Tool(Precision.Float32, name, NetworkText.Of).Run(items, arguments);
}
