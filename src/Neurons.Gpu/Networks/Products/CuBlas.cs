using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Neurons.Gpu;

/// <summary>cuBLAS's product of float32 matrices, as its header declares it.</summary>
internal static unsafe partial class CuBlas
{
    private const int AsItIs = 0, Turned = 1;

    // one of each device; a call sets its arguments, so one thread at a time makes one
    private static readonly ConcurrentDictionary<CudaDevice, Lazy<nint>> _handles = new();
    private static readonly Lock _lock = new();

    public static void Multiply(CudaDevice device, nint stream, in DenseProduct product)
    {
        float one = 1, before = product.Adds ? 1 : 0;
        lock (_lock)
        {
            using var here = device.Enter();
            var handle = _handles.GetOrAdd(device, static device => new(() => Handle(device))).Value;
            Check(device, cublasSetStream_v2(handle, stream));
            // matrices are column-major there, so it computes Cᵀ = Bᵀ Aᵀ
            Check(device, cublasSgemm_v2(
                handle,
                product.IsBTurned ? Turned : AsItIs,
                product.IsATurned ? Turned : AsItIs,
                Number(product.Columns),
                Number(product.Rows),
                Number(product.Terms),
                &one,
                product.B.Handle,
                Number(product.BStride),
                product.A.Handle,
                Number(product.AStride),
                &before,
                product.C.Handle,
                Number(product.Columns)));
        }
    }

    private static nint Handle(CudaDevice device)
    {
        nint handle;
        Check(device, cublasCreate_v2(&handle));
        return handle;
    }

    private static int Number(long count) => count <= int.MaxValue
        ? (int)count
        : throw new ArgumentException($"A matrix has {count} rows or columns; for cuBLAS, at most {int.MaxValue} are possible.");

    private static void Check(CudaDevice device, int status)
    {
        if (status != 0) throw new DeviceException($"{device}: a product by cuBLAS failed: its error {status}.");
    }

    [LibraryImport(NativeLibraries.CuBlas)]
    private static partial int cublasCreate_v2(nint* handle);

    [LibraryImport(NativeLibraries.CuBlas)]
    private static partial int cublasSetStream_v2(nint handle, nint stream);

    [LibraryImport(NativeLibraries.CuBlas)]
    private static partial int cublasSgemm_v2(
        nint handle, int turnA, int turnB, int m, int n, int k, float* alpha, nint a, int strideA, nint b, int strideB, float* beta, nint c,
        int strideC);
}
