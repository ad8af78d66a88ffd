using System.Reflection;
using System.Runtime.InteropServices;

namespace Neurons.Gpu;

/// <summary>The libraries of devices, which are looked for when they are first needed.</summary>
internal static class NativeLibraries
{
    public const string OpenCl = "OpenCL", Cuda = "cuda", Nvrtc = "nvrtc", ClBlast = "CLBlast", CuBlas = "cuBLAS";

    private static readonly Dictionary<string, Lazy<nint>> _libraries = new()
    {
        [OpenCl] = new(() => Load(Names("OpenCL.dll", "/System/Library/Frameworks/OpenCL.framework/OpenCL", "libOpenCL.so.1", "libOpenCL.so"))),
        [Cuda] = new(() => Load(Names("nvcuda.dll", "libcuda.dylib", "libcuda.so.1", "libcuda.so"))),
        [Nvrtc] = new(() => Load(OperatingSystem.IsWindows()
            ? ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"]
            : ["libnvrtc.so", "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "/usr/local/cuda/lib64/libnvrtc.so"])),
        [ClBlast] = new(() => Load(Names("clblast.dll", "libclblast.dylib", "libclblast.so.1", "libclblast.so"))),
        [CuBlas] = new(() => Load(OperatingSystem.IsWindows()
            ? ["cublas64_13.dll", "cublas64_12.dll", "cublas64_11.dll"]
            : ["libcublas.so", "libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "/usr/local/cuda/lib64/libcublas.so"])),
    };

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => Handle(name));

    /// <summary>Whether a library is found; to be asked before any of its functions is called.</summary>
    public static bool IsPresent(string name) => Handle(name) != 0;

    private static nint Handle(string name) => _libraries.TryGetValue(name, out var library) ? library.Value : 0;

    private static string[] Names(string windows, string mac, params string[] others) =>
        OperatingSystem.IsWindows() ? [windows] : OperatingSystem.IsMacOS() ? [mac] : others;

    private static nint Load(string[] names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library)) return library;
        }

        return 0;
    }
}
