using Neurons.IO;

namespace Neurons.Nir;

/// <summary>How names and types are written, in files and in messages.</summary>
internal static class NirText
{
    /// <summary>The name of a type as numpy has it.</summary>
    public static string Name(Hdf5Type type) => type.ToString().ToLowerInvariant();

    /// <summary>A name in quotation marks, no longer than a message may be.</summary>
    public static string Quote(string name) => name.Length <= 60 ? $"'{name}'" : $"'{name[..60]}…' ({name.Length} characters)";

    /// <summary>Some of many names.</summary>
    public static string Some(IEnumerable<string> names)
    {
        var some = names.Take(11).ToArray();
        return some.Length == 0 ? "none" : string.Join(", ", some.Take(10).Select(Quote)) + (some.Length > 10 ? ", …" : "");
    }

    /// <summary>Whether a text is one in UTF-8 that no zero byte ends.</summary>
    public static bool IsWritable(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsSurrogatePair(text, i++)) return false;
        }

        return true;
    }

    /// <summary>Whether a text can be the name of a node or an entry: HDF5 keeps groups apart by /, and . is the group itself.</summary>
    public static bool IsName(string text) => text.Length > 0 && text != "." && !text.Contains('/', StringComparison.Ordinal) && IsWritable(text);
}
