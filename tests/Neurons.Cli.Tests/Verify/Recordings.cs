using System.IO.Compression;

namespace Neurons.Cli.Tests.Verify;

/// <summary>The project's recordings of other libraries, copied for the tests.</summary>
internal static class Recordings
{
    private static readonly Lazy<Dictionary<string, string>> Texts = new(() => Read("golden.zip")
        .Concat(Read("golden-more.zip").Select(more => KeyValuePair.Create($"more__{more.Key}", more.Value))).ToDictionary());
    private static readonly Lazy<Dictionary<string, string>> Functions = new(() => Read("functions.zip"));

    public static IEnumerable<string> Files => Texts.Value.Keys.Order(StringComparer.Ordinal);

    public static string Text(string file) => Texts.Value[file];

    /// <summary>The files of recorded functions.</summary>
    public static IEnumerable<string> FunctionFiles => Functions.Value.Keys.Order(StringComparer.Ordinal);

    public static string Function(string file) => Functions.Value[file];

    /// <summary>Writes the recorded networks to a folder of their own.</summary>
    public static string Networks() => Folder("networks.zip");

    /// <summary>Writes the recorded conversions of analogue networks to a folder of their own.</summary>
    public static string Conversions() => Folder("deep-convert.zip");

    /// <summary>Writes the recordings of an archive to a folder of their own.</summary>
    public static string Folder(string name)
    {
        var folder = Directory.CreateTempSubdirectory("neurons-recordings-").FullName;
        using var archive = new ZipArchive(typeof(Recordings).Assembly.GetManifestResourceStream(name)!);
        archive.ExtractToDirectory(folder);
        return folder;
    }

    private static Dictionary<string, string> Read(string name)
    {
        using var archive = new ZipArchive(typeof(Recordings).Assembly.GetManifestResourceStream(name)!);
        return archive.Entries.ToDictionary(entry => entry.Name, entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
    }
}
