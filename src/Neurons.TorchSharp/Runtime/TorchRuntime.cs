namespace Neurons.TorchSharp;

/// <summary>Whether torch can be loaded here.</summary>
public static class TorchRuntime
{
    /// <summary>The first sentence of the guide.</summary>
    internal const string Requirement =
        "On Linux, TorchSharp 0.107 needs the C++ library (libstdc++) of GCC 13 or later: Debian 13 and Ubuntu 24.04 have it, Debian 12 does not.";

    private static readonly Lazy<string?> s_problem = new(Problem);

    /// <summary>
    /// Throws where it is known that torch cannot be loaded. Neurons do that by themselves; a program that uses torch before the first of
    /// them can call it first, as TorchSharp only says that a package is not referenced.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The C++ library of the system is too old for the native part of TorchSharp.</exception>
    public static void Require()
    {
        if (s_problem.Value is { } problem) throw new PlatformNotSupportedException(problem);
    }

    private static string? Problem()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            return Native() is { } native && Cpp() is { } cpp
                ? CppLibrary.Problem(native, CppLibrary.Newest(File.ReadAllBytes(native)), cpp, CppLibrary.Newest(File.ReadAllBytes(cpp)))
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be read says nothing: torch itself will tell.
            return null;
        }
    }

    /// <summary>TorchSharp's native part, where .NET looks for it.</summary>
    private static string? Native()
    {
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator);
        return folders.Append(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, "libLibTorchSharp.so")).FirstOrDefault(File.Exists);
    }

    /// <summary>The C++ library in this process: .NET itself is built on it, and what is loaded later gets the same one.</summary>
    private static string? Cpp() =>
        File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
            .FirstOrDefault(file => Path.GetFileName(file).StartsWith("libstdc++.so", StringComparison.Ordinal));
}
