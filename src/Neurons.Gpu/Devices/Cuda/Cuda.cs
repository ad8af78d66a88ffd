using System.Runtime.InteropServices;
using System.Text;

namespace Neurons.Gpu;

/// <summary>The functions of CUDA's driver that are used, as its header declares them.</summary>
internal static unsafe partial class Cuda
{
    public const int Success = 0, OutOfMemory = 2;
    public const int MajorVersion = 75, MinorVersion = 76;

    /// <summary>A stream that does not wait for the default one, and an event without a time.</summary>
    public const uint NonBlocking = 1, DisableTiming = 2;

    /// <summary>What the driver says of an error.</summary>
    public static string Error(int code)
    {
        byte* text;
        return cuGetErrorString(code, &text) == Success && text is not null
            ? $"{Marshal.PtrToStringUTF8((nint)text)} (CUDA's error {code})"
            : $"CUDA's error {code}";
    }

    /// <summary>A text as C has it.</summary>
    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuInit(uint flags);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuDriverGetVersion(int* version);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuGetErrorString(int error, byte** text);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuDeviceGetCount(int* count);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuDeviceGet(int* device, int number);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuDeviceTotalMem_v2(nuint* bytes, int device);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuDeviceGetAttribute(int* value, int attribute, int device);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuDevicePrimaryCtxRetain(nint* context, int device);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuCtxGetCurrent(nint* context);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuCtxSetCurrent(nint context);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuStreamCreate(nint* stream, uint flags);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuStreamDestroy_v2(nint stream);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuStreamSynchronize(nint stream);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuStreamWaitEvent(nint stream, nint done, uint flags);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuEventCreate(nint* done, uint flags);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuEventRecord(nint done, nint stream);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuEventDestroy_v2(nint done);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuMemAlloc_v2(nint* memory, nuint bytes);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuMemFree_v2(nint memory);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuMemcpyHtoDAsync_v2(nint target, void* source, nuint bytes, nint stream);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuMemcpyDtoHAsync_v2(void* target, nint source, nuint bytes, nint stream);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuMemcpyDtoDAsync_v2(nint target, nint source, nuint bytes, nint stream);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuModuleLoadData(nint* module, void* image);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuModuleGetFunction(nint* function, nint module, byte* name);

    [LibraryImport(NativeLibraries.Cuda)]
    internal static partial int cuLaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, void** arguments,
        void** extra);
}
