using System.Runtime.InteropServices;
using System.Text;

namespace Neurons.Gpu;

/// <summary>NVIDIA's compiler of CUDA C at run time.</summary>
internal static unsafe partial class Nvrtc
{
    private const int Success = 0;

    /// <summary>Its version, which compiled kernels depend on.</summary>
    public static string Version
    {
        get
        {
            int major, minor;
            return nvrtcVersion(&major, &minor) == Success ? $"{major}.{minor}" : "";
        }
    }

    /// <summary>Compiles a source for devices of an architecture, or for the latest that it knows, if that is older.</summary>
    /// <returns>PTX that ends with a zero, or null, and what the compiler says.</returns>
    public static (byte[]? Compiled, string Log) Compile(string source, int architecture)
    {
        nint program;
        fixed (byte* text = Cuda.Text(source), name = Cuda.Text("kernel.cu"))
        {
            var error = nvrtcCreateProgram(&program, text, name, 0, null, null);
            if (error != Success) return (null, Error(error));
        }

        try
        {
            // what rounds twice in the program rounds twice on the device
            string[] options =
            [
                $"--gpu-architecture=compute_{Math.Min(architecture, Latest(architecture))}",
                "--fmad=false", "--prec-div=true", "--prec-sqrt=true", "--ftz=false",
            ];
            var texts = Array.ConvertAll(options, option => Marshal.StringToCoTaskMemUTF8(option));
            int error;
            fixed (nint* first = texts) error = nvrtcCompileProgram(program, texts.Length, (byte**)first);
            Array.ForEach(texts, Marshal.FreeCoTaskMem);
            if (error != Success) return (null, $"{Error(error)}\n{Log(program)}");
            nuint size;
            if (nvrtcGetPTXSize(program, &size) != Success) return (null, "there is no PTX");
            var compiled = new byte[size];
            fixed (byte* first = compiled)
                return nvrtcGetPTX(program, first) == Success ? (compiled, "") : (null, "there is no PTX");
        }
        finally
        {
            _ = nvrtcDestroyProgram(&program);
        }
    }

    private static int Latest(int architecture)
    {
        int count;
        if (nvrtcGetNumSupportedArchs(&count) != Success || count == 0) return architecture;
        var known = new int[count];
        fixed (int* first = known)
            return nvrtcGetSupportedArchs(first) == Success ? known.Max() : architecture;
    }

    private static string Log(nint program)
    {
        nuint size;
        if (nvrtcGetProgramLogSize(program, &size) != Success) return "";
        var text = new byte[size];
        fixed (byte* first = text)
            _ = nvrtcGetProgramLog(program, first);
        return Encoding.UTF8.GetString(text).TrimEnd('\0');
    }

    private static string Error(int code) => Marshal.PtrToStringUTF8(nvrtcGetErrorString(code)) ?? $"NVRTC's error {code}";

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcVersion(int* major, int* minor);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial nint nvrtcGetErrorString(int error);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcGetNumSupportedArchs(int* count);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcGetSupportedArchs(int* architectures);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcCreateProgram(nint* program, byte* source, byte* name, int headers, byte** texts, byte** names);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcCompileProgram(nint program, int count, byte** options);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcGetProgramLogSize(nint program, nuint* size);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcGetProgramLog(nint program, byte* text);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcGetPTXSize(nint program, nuint* size);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcGetPTX(nint program, byte* ptx);

    [LibraryImport(NativeLibraries.Nvrtc)]
    internal static partial int nvrtcDestroyProgram(nint* program);
}
