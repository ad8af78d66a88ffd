using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Neurons.Primitives;

/// <summary>The functions of the system's OpenBLAS, called from several threads at once, on one thread each.</summary>
internal static unsafe class OpenBlas
{
    private const int RowMajor = 101, AsIs = 111, Transposed = 112;
    private const int Serial = 0, OpenMp = 2; // what openblas_get_parallel answers

    /// <summary>At most so many threads may call at once: a build for fewer has no memory for more.</summary>
    public const int MaxThreads = 32;

    /// <summary>The names it is looked for under.</summary>
    public static readonly string[] Names = OperatingSystem.IsWindows() ? ["openblas.dll", "libopenblas.dll"]
        : OperatingSystem.IsMacOS() ? ["libopenblas.dylib", "libopenblas.0.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib"]
        : ["libopenblas.so.0", "libopenblas.so"];

    /// <summary>
    /// What it calls the x86 processors without AVX. It takes such kernels, too, where it is older than the processor, and they are
    /// several times slower than what the processor can do.
    /// </summary>
    private static readonly string[] OfFourLanes =
    [
        "Unknown", "Generic", "Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Atom", "Core2", "Penryn", "Dunnington",
        "Nehalem", "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Nano",
    ];

    private static readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _single;
    private static readonly delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void> _double;
    private static readonly delegate* unmanaged<int, void> _setThreads;
    private static readonly bool _eachThreadCounts;
    private static readonly Lock _lock = new();

    [ThreadStatic]
    private static bool _threadIsSet;

    static OpenBlas()
    {
        foreach (var name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out var library))
                continue;
            if (NativeLibrary.TryGetExport(library, "cblas_sgemm", out var single)
                && NativeLibrary.TryGetExport(library, "cblas_dgemm", out var @double)
                && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out var setThreads)
                && NativeLibrary.TryGetExport(library, "openblas_get_parallel", out var parallel)
                && NativeLibrary.TryGetExport(library, "openblas_get_config", out var config)
                && NativeLibrary.TryGetExport(library, "openblas_get_corename", out var core))
            {
                var build = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)config)()) ?? "";
                var threading = ((delegate* unmanaged<int>)parallel)();
                if (threading == Serial || build.Contains("USE64BITINT", StringComparison.Ordinal))
                    continue; // it cannot be called by several threads at once, or its sizes are of another type
                var processor = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)core)()) ?? "";
                Version = string.Join(' ', build.Split(' ').Take(2)) + " " + processor;
                KnowsProcessor = !Vector256.IsHardwareAccelerated || !OfFourLanes.Contains(processor, StringComparer.OrdinalIgnoreCase);
                _single = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)single;
                _double = (delegate* unmanaged<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)@double;
                _setThreads = (delegate* unmanaged<int, void>)setThreads;
                _eachThreadCounts = threading == OpenMp;
                _setThreads(1);
                IsPresent = true;
                return;
            }
        }
    }

    /// <summary>Whether it was found.</summary>
    public static bool IsPresent { get; }

    /// <summary>False if its kernels are for vectors of four numbers, and .NET uses vectors of eight or more.</summary>
    public static bool KnowsProcessor { get; }

    /// <summary>Its name, version and the processor that its kernels are for.</summary>
    public static string Version { get; } = "";

    /// <summary>
    /// C = A B (+ C) of row-major matrices that lie <c>lda</c>, <c>ldb</c> and <c>ldc</c> numbers from row to row; floats or doubles.
    /// </summary>
    public static void Multiply<T>(
        bool transposeA, bool transposeB, int m, int n, int k, T* a, int lda, T* b, int ldb, T* c, int ldc, bool accumulate)
        where T : unmanaged, INumber<T>
    {
        if (_eachThreadCounts && !_threadIsSet)
        {
            // an OpenMP build keeps the number for each calling thread
            lock (_lock)
                _setThreads(1);
            _threadIsSet = true;
        }
        int left = transposeA ? Transposed : AsIs, right = transposeB ? Transposed : AsIs;
        if (typeof(T) == typeof(float))
            _single(RowMajor, left, right, m, n, k, 1, (float*)a, lda, (float*)b, ldb, accumulate ? 1 : 0, (float*)c, ldc);
        else
            _double(RowMajor, left, right, m, n, k, 1, (double*)a, lda, (double*)b, ldb, accumulate ? 1 : 0, (double*)c, ldc);
    }
}
