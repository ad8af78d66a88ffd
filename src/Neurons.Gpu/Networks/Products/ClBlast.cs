using System.Runtime.InteropServices;

namespace Neurons.Gpu;

/// <summary>CLBlast's product of float32 matrices, as its header declares it.</summary>
internal static unsafe partial class ClBlast
{
    private const int RowMajor = 101, AsItIs = 111, Turned = 112;

    public static void Multiply(OpenClDevice device, nint queue, in DenseProduct product)
    {
        var status = CLBlastSgemm(
            RowMajor,
            product.IsATurned ? Turned : AsItIs,
            product.IsBTurned ? Turned : AsItIs,
            (nuint)product.Rows,
            (nuint)product.Columns,
            (nuint)product.Terms,
            1,
            product.A.Handle,
            0,
            (nuint)product.AStride,
            product.B.Handle,
            0,
            (nuint)product.BStride,
            product.Adds ? 1 : 0,
            product.C.Handle,
            0,
            (nuint)product.Columns,
            &queue,
            null);
        if (status != 0) throw new DeviceException($"{device}: a product by CLBlast failed: its error {status}.");
    }

    [LibraryImport(NativeLibraries.ClBlast)]
    private static partial int CLBlastSgemm(
        int layout, int turnA, int turnB, nuint m, nuint n, nuint k, float alpha, nint a, nuint offsetA, nuint strideA, nint b, nuint offsetB,
        nuint strideB, float beta, nint c, nuint offsetC, nuint strideC, nint* queue, nint* done);
}
