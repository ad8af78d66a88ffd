using System.IO.Compression;
using System.Text.Json;

namespace Neurons.Nir.Tests;

/// <summary>
/// Files of NIR that others wrote, and what the reference library reads from them. nir.zip: <c>nodes/</c>, <c>graphs/</c>, <c>unchecked/</c>
/// and <c>malformed/</c>, written with nir 1.0.8 and older ones, with LICENSE.NIR for those that come from the NIR repository.
/// </summary>
internal static class Fixtures
{
    private static readonly Lazy<Dictionary<string, byte[]>> Files = new(() => Unpack("nir.zip"));

    /// <summary>The names of the files of some folders: <c>nodes/lif</c>.</summary>
    public static TheoryData<string> Names(params string[] folders) => [.. List(folders)];

    /// <summary>The same as a list.</summary>
    public static string[] List(params string[] folders) =>
    [
        .. Files.Value.Keys.Where(name => name.EndsWith(".nir", StringComparison.Ordinal) && folders.Contains(name.Split('/')[0]))
            .Select(name => name[..^4]),
    ];

    public static byte[] Bytes(string name) => Files.Value[name + ".nir"];

    public static JsonElement Json(string name) => JsonDocument.Parse(Files.Value[name + ".json"]).RootElement;

    /// <summary>Reads a file; with the check of types unless its JSON says that the reference library needs it switched off.</summary>
    public static NirGraph Read(string name) => NirGraph.Read(new MemoryStream(Bytes(name)), typeCheck: IsChecked(name));

    public static bool IsChecked(string name) => !Json(name).TryGetProperty("read_with", out _);

    /// <summary>The files of a zip archive that is embedded here.</summary>
    public static Dictionary<string, byte[]> Unpack(string resource)
    {
        using var archive = new ZipArchive(typeof(Fixtures).Assembly.GetManifestResourceStream(resource)!);
        return archive.Entries.Where(entry => entry.Length > 0).ToDictionary(entry => entry.FullName, Content, StringComparer.Ordinal);

        static byte[] Content(ZipArchiveEntry entry)
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
    }
}
