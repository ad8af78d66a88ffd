using System.IO.Compression;

namespace Neurons.Cli.Tests.Verify;

/// <summary>The project's recordings of other libraries, copied for the tests.</summary>
internal static class Recordings
{
    private static readonly Lazy<Dictionary<string, string>> Texts = new(Read);

    public static IEnumerable<string> Files => Texts.Value.Keys.Order(StringComparer.Ordinal);

    public static string Text(string file) => Texts.Value[file];

    private static Dictionary<string, string> Read()
    {
        using var archive = new ZipArchive(typeof(Recordings).Assembly.GetManifestResourceStream("golden.zip")!);
        return archive.Entries.ToDictionary(entry => entry.Name, entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
    }
}
