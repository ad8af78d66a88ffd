namespace Neurons.TorchSharp;

/// <summary>The versions of the C++ library (libstdc++), as native libraries name them in their tables of symbols: GLIBCXX_3.4.32.</summary>
internal static class CppLibrary
{
    private static ReadOnlySpan<byte> Mark => "GLIBCXX_3.4."u8;

    /// <summary>The newest version that a library names, 32 for GLIBCXX_3.4.32; −1 where it names none.</summary>
    public static int Newest(ReadOnlySpan<byte> library)
    {
        var newest = -1;
        while (library.IndexOf(Mark) is >= 0 and var found)
        {
            library = library[(found + Mark.Length)..];
            var version = 0;
            var digits = 0;
            for (; digits < Math.Min(4, library.Length) && char.IsAsciiDigit((char)library[digits]); digits++)
                version = 10 * version + library[digits] - '0';
            if (digits > 0) newest = Math.Max(newest, version);
        }

        return newest;
    }

    /// <summary>Why a library cannot be loaded with this C++ library; null where nothing speaks against it.</summary>
    /// <param name="name">The library.</param>
    /// <param name="needed">The newest version that it names.</param>
    /// <param name="cpp">The C++ library.</param>
    /// <param name="present">The newest version that it has; −1 where that is not known.</param>
    public static string? Problem(string name, int needed, string cpp, int present) =>
        present < 0 || needed <= present ? null
        : $"{TorchRuntime.Requirement} Here, {name} needs GLIBCXX_3.4.{needed}; {cpp} has GLIBCXX_3.4.{present} at most.";
}
