namespace Neurons.IO;

/// <summary>Names in the order of their bytes in UTF-8, as HDF5 has them: that of their code points.</summary>
internal sealed class ByBytes : IComparer<string>
{
    public static ByBytes Order { get; } = new();

    public int Compare(string? x, string? y)
    {
        var same = x.AsSpan().CommonPrefixLength(y);
        return same < x!.Length && same < y!.Length ? Place(x[same]) - Place(y[same]) : x.Length - y!.Length;
    }

    /// <summary>Surrogates, which are in the middle of all characters, make the code points at the end.</summary>
    private static int Place(char character) => character < 0xD800 ? character : char.IsSurrogate(character) ? character + 0x2000 : character - 0x800;
}
